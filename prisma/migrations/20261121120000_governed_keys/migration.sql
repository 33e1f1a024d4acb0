-- DropIndex
DROP INDEX "Connection_userId_origin_idx";

-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "chosenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "connectedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "expiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "label" TEXT,
ADD COLUMN     "lastUsedAt" TIMESTAMPTZ(3),
ADD COLUMN     "refusedAt" TIMESTAMPTZ(3);

-- What is stored already was connected when it was created, not now.
UPDATE "Connection" SET "connectedAt" = "createdAt", "chosenAt" = "createdAt";

-- CreateIndex
CREATE INDEX "Connection_userId_origin_chosenAt_idx" ON "Connection"("userId", "origin", "chosenAt");

-- CreateIndex
CREATE INDEX "Connection_userId_createdAt_idx" ON "Connection"("userId", "createdAt");

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "renewedFrom" TEXT;

-- CreateIndex
CREATE INDEX "Session_renewedFrom_idx" ON "Session"("renewedFrom");
