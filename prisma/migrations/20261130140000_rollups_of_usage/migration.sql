-- A batch has sums by SKU, too, and those by month and resource keep more of the charges: they are built anew. Columns
-- are called after their tables; the new name of this one keeps a process of the version before from pointing a batch
-- at sums that lack something.
ALTER TABLE "BillBatch" RENAME COLUMN "rollup_id" TO "daily_costs_id";
ALTER TABLE "BillBatch" RENAME COLUMN "monthly_rollup_id" TO "monthly_costs_id";
ALTER TABLE "BillBatch" ADD COLUMN "daily_usage_id" UUID;
DROP TRIGGER "BillBatch_data_version" ON "BillBatch";
CREATE CONSTRAINT TRIGGER "BillBatch_data_version"
  AFTER INSERT OR DELETE OR UPDATE OF live, daily_costs_id, daily_usage_id, monthly_costs_id ON "BillBatch"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION change_data_version('finops');
UPDATE "BillBatch" SET "monthly_costs_id" = NULL WHERE "monthly_costs_id" IS NOT NULL;
