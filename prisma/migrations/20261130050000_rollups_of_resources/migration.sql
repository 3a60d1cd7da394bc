-- A batch has a second rollup: its sums by month and resource.
ALTER TABLE "BillBatch" ADD COLUMN "resource_rollup_id" UUID;
DROP TRIGGER "BillBatch_data_version" ON "BillBatch";
CREATE CONSTRAINT TRIGGER "BillBatch_data_version"
  AFTER INSERT OR DELETE OR UPDATE OF live, rollup_id, resource_rollup_id ON "BillBatch"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION change_data_version('finops');
