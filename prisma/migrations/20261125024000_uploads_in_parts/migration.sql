-- An upload in parts has no hash before its last part.
ALTER TABLE "Upload" ALTER COLUMN "sha256" DROP NOT NULL;
ALTER TABLE "Upload" ADD COLUMN "expected_sha256" TEXT;
