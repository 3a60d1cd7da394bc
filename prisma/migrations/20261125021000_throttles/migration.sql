-- CreateTable
CREATE TABLE "Throttle" (
    "key" TEXT NOT NULL,
    "ends_at" TIMESTAMP(6) NOT NULL,

    CONSTRAINT "Throttle_pkey" PRIMARY KEY ("key")
);

-- Counters change far more often than they come: room on each page lets an update stay on it.
ALTER TABLE "Throttle" SET (fillfactor = 50);
