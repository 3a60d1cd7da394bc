-- The first and the last day on which a batch has charges, by which questions leave batches out.
ALTER TABLE "BillBatch" ADD COLUMN "first_day" DATE, ADD COLUMN "last_day" DATE;
