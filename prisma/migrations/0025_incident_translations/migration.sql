-- AlterTable
ALTER TABLE "incidents" ADD COLUMN     "translations" JSONB NOT NULL DEFAULT '{}';
