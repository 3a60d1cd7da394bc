-- Which rollup a batch has is remembered by the version of the data, too.
DROP TRIGGER "BillBatch_data_version" ON "BillBatch";
CREATE CONSTRAINT TRIGGER "BillBatch_data_version"
  AFTER INSERT OR DELETE OR UPDATE OF live, rollup_id ON "BillBatch"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION change_data_version('finops');
