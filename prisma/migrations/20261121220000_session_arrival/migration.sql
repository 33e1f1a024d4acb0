-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "arrived" BOOLEAN NOT NULL DEFAULT true;
