-- An import brings one file or several, which appear together.
CREATE TABLE "ImportFile" (
    "id" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "upload_id" TEXT,
    "file_name" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "rows_stated" BIGINT,
    "format" TEXT,
    "focus_version" TEXT,
    "rows_read" BIGINT NOT NULL DEFAULT 0,
    "rows_loaded" BIGINT NOT NULL DEFAULT 0,
    "rows_refused" BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT "ImportFile_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ImportFile_import_id_position_key" ON "ImportFile"("import_id", "position");
CREATE INDEX "ImportFile_upload_id_idx" ON "ImportFile"("upload_id");
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "BillImport"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "Upload"("id") ON DELETE SET NULL ON UPDATE CASCADE;

INSERT INTO "ImportFile" ("id", "import_id", "position", "upload_id", "file_name", "unit", "sha256", "size_bytes", "format", "focus_version", "rows_read", "rows_loaded", "rows_refused")
SELECT i."id", i."id", 0, i."upload_id", i."file_name", i."file_name", i."sha256", coalesce(u."size_bytes", 0), i."format", i."focus_version", i."rows_read", i."rows_loaded", i."rows_refused"
FROM "BillImport" i LEFT JOIN "Upload" u ON u."id" = i."upload_id";

ALTER TABLE "BillImport" DROP CONSTRAINT "BillImport_upload_id_fkey";
ALTER TABLE "BillImport" DROP COLUMN "upload_id";
ALTER TABLE "BillImport" DROP COLUMN "format";
ALTER TABLE "ImportIssue" ADD COLUMN "file_name" TEXT;
-- How far a running import is.
ALTER TABLE "BillImport" ADD COLUMN "bytes_read" BIGINT NOT NULL DEFAULT 0, ADD COLUMN "bytes_total" BIGINT NOT NULL DEFAULT 0;
UPDATE "BillImport" i SET "bytes_total" = f."size_bytes", "bytes_read" = CASE WHEN i."status" = 'PUBLISHED' THEN f."size_bytes" ELSE 0 END
FROM "ImportFile" f WHERE f."import_id" = i."id";
