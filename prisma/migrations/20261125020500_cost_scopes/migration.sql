-- CreateTable
CREATE TABLE "CostScope" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "billing_account_ids" TEXT[],
    "sub_account_ids" TEXT[],
    "providers" TEXT[],
    "services" TEXT[],
    "tags" JSONB NOT NULL DEFAULT '[]',
    "granted_by" TEXT NOT NULL,
    "created_at" TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CostScope_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "CostScope_user_id_idx" ON "CostScope"("user_id");

-- CreateIndex
CREATE INDEX "CostScope_created_at_id_idx" ON "CostScope"("created_at", "id");
