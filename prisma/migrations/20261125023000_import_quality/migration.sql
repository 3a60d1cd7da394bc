-- How bills keep the requirements of FOCUS, kept with their imports.
CREATE TABLE "ImportQuality" (
    "import_id" TEXT NOT NULL,
    "focus_version" TEXT NOT NULL,
    "rows_checked" BIGINT NOT NULL,
    "checks" JSONB NOT NULL,
    CONSTRAINT "ImportQuality_pkey" PRIMARY KEY ("import_id")
);
ALTER TABLE "ImportQuality" ADD CONSTRAINT "ImportQuality_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "BillImport"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Headers of the cells of refused rows.
ALTER TABLE "ImportFile" ADD COLUMN "columns" TEXT[];
