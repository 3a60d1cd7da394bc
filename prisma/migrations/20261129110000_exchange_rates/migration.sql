-- CreateTable
CREATE TABLE "ExchangeRateSource" (
    "name" TEXT NOT NULL,
    "base" TEXT NOT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ExchangeRateSource_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "ExchangeRate" (
    "source" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "currency" TEXT NOT NULL,
    "rate" DECIMAL(38,18) NOT NULL,
    "in_base" BOOLEAN NOT NULL,

    CONSTRAINT "ExchangeRate_pkey" PRIMARY KEY ("source","day","currency")
);

-- AddForeignKey
ALTER TABLE "ExchangeRate" ADD CONSTRAINT "ExchangeRate_source_fkey" FOREIGN KEY ("source") REFERENCES "ExchangeRateSource"("name") ON DELETE CASCADE ON UPDATE CASCADE;
