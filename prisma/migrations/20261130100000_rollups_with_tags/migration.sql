-- Sums by month and resource have the tags, too, in another table: those that were made without are forgotten. The
-- column has another name so that a process of the version before cannot point a batch at sums that lack them.
ALTER TABLE "BillBatch" RENAME COLUMN "resource_rollup_id" TO "monthly_rollup_id";
UPDATE "BillBatch" SET "monthly_rollup_id" = NULL WHERE "monthly_rollup_id" IS NOT NULL;
