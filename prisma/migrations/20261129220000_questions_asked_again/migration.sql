-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "request" TEXT,
ADD COLUMN     "request_key" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Message_request_key_key" ON "Message"("request_key");
