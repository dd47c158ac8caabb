-- AlterTable
ALTER TABLE "errands" ALTER COLUMN "user_id" DROP NOT NULL;
