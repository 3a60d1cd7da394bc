-- CreateTable
CREATE TABLE "BillSource" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "location" JSONB NOT NULL,
    "credentials" TEXT NOT NULL,
    "interval_minutes" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_sync_at" TIMESTAMP(6),
    "sync_state" TEXT,
    "sync_number" INTEGER NOT NULL DEFAULT 0,
    "heartbeat_at" TIMESTAMP(6),
    "started_at" TIMESTAMP(6),
    "finished_at" TIMESTAMP(6),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_message" TEXT,
    "objects" INTEGER NOT NULL DEFAULT 0,
    "bytes_fetched" BIGINT NOT NULL DEFAULT 0,
    "imports" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "BillSource_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BillSourceVersion" (
    "source_id" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,

    CONSTRAINT "BillSourceVersion_pkey" PRIMARY KEY ("source_id","part")
);

-- CreateIndex
CREATE UNIQUE INDEX "BillSource_name_key" ON "BillSource"("name");

-- CreateIndex
CREATE INDEX "BillSource_created_at_id_idx" ON "BillSource"("created_at", "id");

-- CreateIndex
CREATE INDEX "BillSource_next_sync_at_idx" ON "BillSource"("next_sync_at");

-- CreateIndex
CREATE INDEX "BillSourceVersion_import_id_idx" ON "BillSourceVersion"("import_id");

-- AddForeignKey
ALTER TABLE "BillSourceVersion" ADD CONSTRAINT "BillSourceVersion_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "BillSource"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BillSourceVersion" ADD CONSTRAINT "BillSourceVersion_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "BillImport"("id") ON DELETE CASCADE ON UPDATE CASCADE;
