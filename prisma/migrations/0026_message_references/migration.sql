-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "reference" TEXT;

ALTER TABLE outbox ADD CHECK (length(reference) <= 500) NOT VALID;
