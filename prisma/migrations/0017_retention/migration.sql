-- AlterTable
ALTER TABLE "teams" ADD COLUMN     "keep_checks_days" INTEGER,
ADD COLUMN     "keep_history_days" INTEGER;
