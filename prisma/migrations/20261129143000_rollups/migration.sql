-- AlterTable
ALTER TABLE "BillBatch" ADD COLUMN "rollup_id" UUID;
