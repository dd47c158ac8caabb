-- When work is planned, once or again and again; the windows that follow are rows of maintenances.
CREATE TABLE "maintenance_plans" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "time_zone" TEXT NOT NULL,
    "starts_at" TEXT NOT NULL,
    "ends_at" TEXT NOT NULL,
    "rule" TEXT,
    "scope" JSONB NOT NULL,
    "skipped" TIMESTAMPTZ(3)[] DEFAULT ARRAY[]::TIMESTAMPTZ(3)[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "maintenance_plans_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "maintenance_plans_team_id_id_key" ON "maintenance_plans"("team_id", "id");
ALTER TABLE maintenance_plans ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;

ALTER TABLE "maintenances" ADD COLUMN "plan_id" UUID, ADD COLUMN "occurrence_at" TIMESTAMPTZ(3), ADD COLUMN "phase" SMALLINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX "maintenances_plan_id_occurrence_at_key" ON "maintenances"("plan_id", "occurrence_at");
ALTER TABLE maintenances ADD FOREIGN KEY (team_id, plan_id) REFERENCES maintenance_plans (team_id, id) ON DELETE CASCADE;
ALTER TABLE maintenances ADD CHECK (phase BETWEEN 0 AND 2);
-- What the clock has to turn: few rows, whatever is kept of the past.
CREATE INDEX maintenances_to_begin ON maintenances (starts_at) WHERE phase = 0;
CREATE INDEX maintenances_to_end ON maintenances (ends_at) WHERE phase = 1;

ALTER TABLE incidents DROP CONSTRAINT incidents_held_for_check;
ALTER TABLE incidents ADD CONSTRAINT incidents_held_for_check CHECK (held_for IN ('maintenance', 'parent', 'flapping')) NOT VALID;
ALTER TABLE incidents VALIDATE CONSTRAINT incidents_held_for_check;
