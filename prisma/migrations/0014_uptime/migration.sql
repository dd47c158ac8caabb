-- AlterTable
ALTER TABLE "teams" ADD COLUMN "uptime" JSONB;

-- AlterTable
ALTER TABLE "pages" ADD COLUMN "uptime" JSONB;

-- CreateTable
CREATE TABLE "corrections" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "monitor_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by_id" UUID,

    CONSTRAINT "corrections_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "corrections_monitor_id_until_at_idx" ON "corrections"("monitor_id", "until_at");

-- Null columns of two small tables and a new one: nothing is rewritten, nothing is locked for long.
ALTER TABLE corrections
  ADD CHECK (kind IN ('excluded', 'noted')),
  ADD CHECK (until_at > from_at),
  ADD CHECK ((withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)),
  ADD FOREIGN KEY (team_id, monitor_id) REFERENCES monitors (team_id, id) ON DELETE CASCADE;
