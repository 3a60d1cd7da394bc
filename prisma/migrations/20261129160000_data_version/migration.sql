-- CreateTable
CREATE TABLE "DataVersion" (
    "subgraph" TEXT NOT NULL,
    "version" UUID NOT NULL,
    "changed_in" TEXT NOT NULL,

    CONSTRAINT "DataVersion_pkey" PRIMARY KEY ("subgraph")
);

INSERT INTO "DataVersion" VALUES ('finops', gen_random_uuid(), pg_current_xact_id()::text);

-- Gives the subgraph of the trigger's argument another version, once a transaction. Whoever reads the new version sees
-- the change, for both appear with the same commit.
CREATE FUNCTION change_data_version() RETURNS trigger AS $$
BEGIN
  INSERT INTO "DataVersion" AS known
  VALUES (TG_ARGV[0], gen_random_uuid(), pg_current_xact_id()::text)
  ON CONFLICT (subgraph) DO UPDATE
    SET version = EXCLUDED.version, changed_in = EXCLUDED.changed_in
    WHERE known.changed_in <> EXCLUDED.changed_in;
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;

-- Deferred to the commit: transactions wait there for each other's version without holding up anything that the other
-- still has to lock, so no two of them can stop each other.
CREATE CONSTRAINT TRIGGER "BillBatch_data_version"
  AFTER INSERT OR DELETE OR UPDATE OF live ON "BillBatch"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION change_data_version('finops');

CREATE CONSTRAINT TRIGGER "CostScope_data_version"
  AFTER INSERT OR DELETE OR UPDATE ON "CostScope"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION change_data_version('finops');

-- Whoever brings rates writes their source first (ExchangeRatesStore.lockSource), so the rates themselves, a quarter of
-- a million for a central bank, need no trigger.
CREATE CONSTRAINT TRIGGER "ExchangeRateSource_data_version"
  AFTER INSERT OR DELETE OR UPDATE ON "ExchangeRateSource"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION change_data_version('finops');
