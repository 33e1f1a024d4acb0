-- AlterTable
ALTER TABLE "SpentTransaction" ADD COLUMN     "outcome" TEXT;

-- Of what was spent before, nobody need be told again.
UPDATE "SpentTransaction" SET "outcome" = 'settled';

-- CreateTable
CREATE TABLE "RateLimit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" TIMESTAMPTZ(3),

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("key")
);
