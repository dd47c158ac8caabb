-- AlterTable
ALTER TABLE "members" ADD COLUMN     "feed_token" UUID;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "grouped_into_id" UUID,
ADD COLUMN     "held_for" TEXT;

-- CreateTable
CREATE TABLE "policies" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "plan" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_monitors" (
    "team_id" UUID NOT NULL,
    "monitor_id" UUID NOT NULL,
    "policy_id" UUID NOT NULL,

    CONSTRAINT "policy_monitors_pkey" PRIMARY KEY ("monitor_id")
);

-- CreateTable
CREATE TABLE "on_call_schedules" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "layers" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "feed_token" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "on_call_schedules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "on_call_overrides" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "schedule_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID NOT NULL,

    CONSTRAINT "on_call_overrides_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "channel_preferences" (
    "channel_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "owner_id" UUID,
    "quiet" JSONB,
    "per_minute" INTEGER,

    CONSTRAINT "channel_preferences_pkey" PRIMARY KEY ("channel_id")
);

-- CreateTable
CREATE TABLE "escalations" (
    "incident_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "policy_name" TEXT NOT NULL,
    "policy_version" INTEGER NOT NULL,
    "plan" JSONB NOT NULL,
    "next_step" INTEGER NOT NULL,
    "step_due_at" TIMESTAMPTZ(3),
    "remind_due_at" TIMESTAMPTZ(3),
    "has_told" BOOLEAN NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "escalations_pkey" PRIMARY KEY ("incident_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "policies_team_id_id_key" ON "policies"("team_id", "id");

-- CreateIndex
CREATE INDEX "policy_monitors_policy_id_idx" ON "policy_monitors"("policy_id");

-- CreateIndex
CREATE UNIQUE INDEX "on_call_schedules_feed_token_key" ON "on_call_schedules"("feed_token");

-- CreateIndex
CREATE UNIQUE INDEX "on_call_schedules_team_id_id_key" ON "on_call_schedules"("team_id", "id");

-- CreateIndex
CREATE INDEX "on_call_overrides_schedule_id_until_at_idx" ON "on_call_overrides"("schedule_id", "until_at");

-- CreateIndex
CREATE INDEX "channel_preferences_team_id_idx" ON "channel_preferences"("team_id");

-- CreateIndex
CREATE INDEX "escalations_due_at_idx" ON "escalations"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "members_feed_token_key" ON "members"("feed_token");

-- Every reference carries the team, so a cross-team one violates a constraint.
ALTER TABLE policies ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
CREATE UNIQUE INDEX policies_one_default ON policies (team_id) WHERE is_default AND deleted_at IS NULL;
ALTER TABLE policy_monitors ADD FOREIGN KEY (team_id, policy_id) REFERENCES policies (team_id, id) ON DELETE CASCADE;
ALTER TABLE policy_monitors ADD FOREIGN KEY (team_id, monitor_id) REFERENCES monitors (team_id, id) ON DELETE CASCADE;
ALTER TABLE on_call_schedules ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
ALTER TABLE on_call_overrides ADD FOREIGN KEY (team_id, schedule_id) REFERENCES on_call_schedules (team_id, id) ON DELETE CASCADE;
ALTER TABLE on_call_overrides ADD CHECK (from_at < until_at);
ALTER TABLE channel_preferences ADD FOREIGN KEY (team_id, channel_id) REFERENCES channels (team_id, id) ON DELETE CASCADE;
ALTER TABLE channel_preferences ADD CHECK (per_minute > 0);
ALTER TABLE escalations ADD FOREIGN KEY (team_id, incident_id) REFERENCES incidents (team_id, id) ON DELETE CASCADE;
ALTER TABLE outbox ADD CHECK (held_for IN ('grouped', 'quiet_hours', 'rate')) NOT VALID;
