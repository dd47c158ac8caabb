-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "is_instance_owner" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "active_team_id" UUID,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" UUID NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "logo" TEXT,
    "metadata" TEXT,
    "is_sample" BOOLEAN NOT NULL DEFAULT false,
    "ping_key" TEXT NOT NULL,
    "last_incident_number" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "inviter_id" UUID NOT NULL,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "locations" (
    "no" SMALLINT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "locations_pkey" PRIMARY KEY ("no")
);

-- CreateTable
CREATE TABLE "monitors" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "compat_number" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "interval_ms" INTEGER NOT NULL,
    "failures_to_open" INTEGER NOT NULL,
    "successes_to_close" INTEGER NOT NULL,
    "tells_all_channels" BOOLEAN NOT NULL DEFAULT true,
    "paused_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "creation_key" UUID,
    "external_source" TEXT,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "monitors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "monitor_channels" (
    "team_id" UUID NOT NULL,
    "monitor_id" UUID NOT NULL,
    "channel_id" UUID NOT NULL,

    CONSTRAINT "monitor_channels_pkey" PRIMARY KEY ("monitor_id","channel_id")
);

-- CreateTable
CREATE TABLE "schedules" (
    "monitor_no" INTEGER NOT NULL,
    "location_no" SMALLINT NOT NULL,
    "team_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "interval_ms" INTEGER NOT NULL,
    "phase_ms" INTEGER NOT NULL,
    "next_due_ms" BIGINT NOT NULL,

    CONSTRAINT "schedules_pkey" PRIMARY KEY ("monitor_no","location_no")
);

-- CreateTable
CREATE TABLE "batches" (
    "id" BIGSERIAL NOT NULL,
    "location_no" SMALLINT NOT NULL,
    "monitor_nos" INTEGER[],
    "due_ms" BIGINT[],
    "fence" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "batches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "monitor_states" (
    "monitor_no" INTEGER NOT NULL,
    "team_id" UUID NOT NULL,
    "confirmed" TEXT NOT NULL DEFAULT 'unknown',
    "since_at" TIMESTAMPTZ(3),
    "run_healthy" BOOLEAN,
    "run_length" INTEGER NOT NULL DEFAULT 0,
    "run_started_at" TIMESTAMPTZ(3),
    "seen_at" TIMESTAMPTZ(3),
    "certificate_expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "monitor_states_pkey" PRIMARY KEY ("monitor_no")
);

-- CreateTable
CREATE TABLE "rules" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "monitor_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "confirmed" TEXT NOT NULL DEFAULT 'unknown',
    "since_at" TIMESTAMPTZ(3),
    "evaluated_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incidents" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "monitor_id" UUID NOT NULL,
    "rule_id" UUID,
    "severity" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by_id" UUID,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "external_source" TEXT,
    "external_id" TEXT,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_events" (
    "team_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" UUID,
    "data" JSONB NOT NULL,

    CONSTRAINT "incident_events_pkey" PRIMARY KEY ("incident_id","seq")
);

-- CreateTable
CREATE TABLE "channels" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "sealed" BYTEA NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "disabled_reason" TEXT,
    "failing_since" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "external_source" TEXT,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "team_id" UUID,
    "channel_id" UUID,
    "incident_id" UUID,
    "incident_seq" INTEGER,
    "type" TEXT NOT NULL,
    "message" JSONB,
    "sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "settled_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_attempts" (
    "outbox_id" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "team_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "permanent" BOOLEAN NOT NULL,
    "code" INTEGER,
    "detail" TEXT NOT NULL,

    CONSTRAINT "delivery_attempts_pkey" PRIMARY KEY ("outbox_id","no")
);

-- CreateTable
CREATE TABLE "errands" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "taken_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "errands_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pages" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "published" BOOLEAN NOT NULL DEFAULT false,
    "dirty_at" TIMESTAMPTZ(3),
    "snapshot_version" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "deleted_at" TIMESTAMPTZ(3),
    "external_source" TEXT,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "page_groups" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "page_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "page_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "components" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "page_id" UUID NOT NULL,
    "group_id" UUID,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "position" INTEGER NOT NULL,
    "show_uptime" BOOLEAN NOT NULL DEFAULT true,
    "external_source" TEXT,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "components_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "component_monitors" (
    "team_id" UUID NOT NULL,
    "component_id" UUID NOT NULL,
    "monitor_id" UUID NOT NULL,

    CONSTRAINT "component_monitors_pkey" PRIMARY KEY ("component_id","monitor_id")
);

-- CreateTable
CREATE TABLE "publications" (
    "page_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,
    "checksum" TEXT NOT NULL,
    "bundle" BYTEA NOT NULL,

    CONSTRAINT "publications_pkey" PRIMARY KEY ("page_id")
);

-- CreateTable
CREATE TABLE "maintenances" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "external_source" TEXT,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "maintenances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "maintenance_monitors" (
    "team_id" UUID NOT NULL,
    "maintenance_id" UUID NOT NULL,
    "monitor_id" UUID NOT NULL,

    CONSTRAINT "maintenance_monitors_pkey" PRIMARY KEY ("maintenance_id","monitor_id")
);

-- CreateTable
CREATE TABLE "subscribers" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "page_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "external_source" TEXT,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscribers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "findings" (
    "monitor_no" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "team_id" UUID NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "findings_pkey" PRIMARY KEY ("monitor_no","kind")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "team_id" UUID NOT NULL,
    "actor_id" UUID,
    "ip" TEXT,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "change" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "teams_slug_key" ON "teams"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "teams_ping_key_key" ON "teams"("ping_key");

-- CreateIndex
CREATE INDEX "members_user_id_idx" ON "members"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "members_team_id_user_id_key" ON "members"("team_id", "user_id");

-- CreateIndex
CREATE INDEX "invitations_team_id_idx" ON "invitations"("team_id");

-- CreateIndex
CREATE INDEX "invitations_email_idx" ON "invitations"("email");

-- CreateIndex
CREATE UNIQUE INDEX "locations_code_key" ON "locations"("code");

-- CreateIndex
CREATE UNIQUE INDEX "monitors_compat_number_key" ON "monitors"("compat_number");

-- CreateIndex
CREATE UNIQUE INDEX "monitors_team_id_id_key" ON "monitors"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "monitors_team_id_slug_key" ON "monitors"("team_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "monitors_team_id_creation_key_key" ON "monitors"("team_id", "creation_key");

-- CreateIndex
CREATE UNIQUE INDEX "monitors_team_id_external_source_external_id_key" ON "monitors"("team_id", "external_source", "external_id");

-- CreateIndex
CREATE INDEX "monitor_channels_channel_id_idx" ON "monitor_channels"("channel_id");

-- CreateIndex
CREATE INDEX "schedules_location_no_next_due_ms_idx" ON "schedules"("location_no", "next_due_ms");

-- CreateIndex
CREATE INDEX "batches_lease_until_idx" ON "batches"("lease_until");

-- CreateIndex
CREATE INDEX "rules_team_id_monitor_id_idx" ON "rules"("team_id", "monitor_id");

-- CreateIndex
CREATE INDEX "rules_evaluated_at_idx" ON "rules"("evaluated_at");

-- CreateIndex
CREATE UNIQUE INDEX "rules_team_id_id_key" ON "rules"("team_id", "id");

-- CreateIndex
CREATE INDEX "incidents_team_id_started_at_idx" ON "incidents"("team_id", "started_at");

-- CreateIndex
CREATE INDEX "incidents_monitor_id_started_at_idx" ON "incidents"("monitor_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "incidents_team_id_id_key" ON "incidents"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "incidents_team_id_number_key" ON "incidents"("team_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "incidents_team_id_external_source_external_id_key" ON "incidents"("team_id", "external_source", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "channels_team_id_id_key" ON "channels"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "channels_team_id_external_source_external_id_key" ON "channels"("team_id", "external_source", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_key_key" ON "outbox"("key");

-- CreateIndex
CREATE INDEX "outbox_team_id_created_at_idx" ON "outbox"("team_id", "created_at");

-- CreateIndex
CREATE INDEX "outbox_incident_id_channel_id_incident_seq_idx" ON "outbox"("incident_id", "channel_id", "incident_seq");

-- CreateIndex
CREATE INDEX "errands_created_at_idx" ON "errands"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "errands_team_id_id_key" ON "errands"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "pages_slug_key" ON "pages"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "pages_team_id_id_key" ON "pages"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "pages_team_id_external_source_external_id_key" ON "pages"("team_id", "external_source", "external_id");

-- CreateIndex
CREATE INDEX "page_groups_page_id_idx" ON "page_groups"("page_id");

-- CreateIndex
CREATE UNIQUE INDEX "page_groups_team_id_id_key" ON "page_groups"("team_id", "id");

-- CreateIndex
CREATE INDEX "components_page_id_idx" ON "components"("page_id");

-- CreateIndex
CREATE UNIQUE INDEX "components_team_id_id_key" ON "components"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "components_team_id_external_source_external_id_key" ON "components"("team_id", "external_source", "external_id");

-- CreateIndex
CREATE INDEX "component_monitors_monitor_id_idx" ON "component_monitors"("monitor_id");

-- CreateIndex
CREATE UNIQUE INDEX "publications_slug_key" ON "publications"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "maintenances_team_id_id_key" ON "maintenances"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "maintenances_team_id_external_source_external_id_key" ON "maintenances"("team_id", "external_source", "external_id");

-- CreateIndex
CREATE INDEX "maintenance_monitors_monitor_id_idx" ON "maintenance_monitors"("monitor_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscribers_team_id_id_key" ON "subscribers"("team_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "subscribers_page_id_email_key" ON "subscribers"("page_id", "email");

-- CreateIndex
CREATE UNIQUE INDEX "subscribers_team_id_external_source_external_id_key" ON "subscribers"("team_id", "external_source", "external_id");

-- CreateIndex
CREATE INDEX "audit_team_id_at_idx" ON "audit"("team_id", "at");

-- ---------------------------------------------------------------- what Prisma cannot say

ALTER TABLE users ALTER COLUMN updated_at SET DEFAULT now();
ALTER TABLE sessions ALTER COLUMN updated_at SET DEFAULT now();
ALTER TABLE accounts ALTER COLUMN updated_at SET DEFAULT now();
ALTER TABLE verifications ALTER COLUMN updated_at SET DEFAULT now();
ALTER TABLE monitors ALTER COLUMN updated_at SET DEFAULT now();
ALTER TABLE rules ALTER COLUMN updated_at SET DEFAULT now();
ALTER TABLE channels ALTER COLUMN updated_at SET DEFAULT now();
ALTER TABLE pages ALTER COLUMN updated_at SET DEFAULT now();
ALTER TABLE components ALTER COLUMN updated_at SET DEFAULT now();

-- People. A removed user takes sessions, accounts and memberships along.
ALTER TABLE sessions ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE accounts ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE members ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE members ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
ALTER TABLE members ADD CHECK (role IN ('owner', 'admin', 'editor', 'viewer'));
ALTER TABLE invitations ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
-- Exactly one owner of the instance, however many people sign up in the same moment.
CREATE UNIQUE INDEX users_one_instance_owner ON users (is_instance_owner) WHERE is_instance_owner;

-- Every reference carries the team, so a cross-team one violates a constraint.
ALTER TABLE monitors ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
ALTER TABLE monitors ADD CHECK (interval_ms BETWEEN 1000 AND 86400000);
ALTER TABLE monitors ADD CHECK (failures_to_open BETWEEN 1 AND 20 AND successes_to_close BETWEEN 1 AND 20);
ALTER TABLE monitors ADD UNIQUE (team_id, compat_number);
ALTER TABLE channels ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
ALTER TABLE monitor_channels ADD FOREIGN KEY (team_id, monitor_id) REFERENCES monitors (team_id, id) ON DELETE CASCADE;
ALTER TABLE monitor_channels ADD FOREIGN KEY (team_id, channel_id) REFERENCES channels (team_id, id) ON DELETE CASCADE;
ALTER TABLE schedules ADD FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE;
ALTER TABLE schedules ADD FOREIGN KEY (location_no) REFERENCES locations (no);
ALTER TABLE monitor_states ADD FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE;
ALTER TABLE monitor_states ADD CHECK (confirmed IN ('unknown', 'up', 'degraded', 'down'));
ALTER TABLE rules ADD FOREIGN KEY (team_id, monitor_id) REFERENCES monitors (team_id, id) ON DELETE CASCADE;
ALTER TABLE incidents ADD FOREIGN KEY (team_id, monitor_id) REFERENCES monitors (team_id, id) ON DELETE CASCADE;
ALTER TABLE incidents ADD CHECK (severity IN ('degraded', 'down'));
ALTER TABLE incidents ADD CHECK ((ended_at IS NULL) = (closed_at IS NULL));
ALTER TABLE incident_events ADD FOREIGN KEY (team_id, incident_id) REFERENCES incidents (team_id, id) ON DELETE CASCADE;
ALTER TABLE outbox ADD FOREIGN KEY (team_id, channel_id) REFERENCES channels (team_id, id) ON DELETE CASCADE;
ALTER TABLE outbox ADD FOREIGN KEY (team_id, incident_id) REFERENCES incidents (team_id, id) ON DELETE CASCADE;
ALTER TABLE delivery_attempts ADD FOREIGN KEY (outbox_id) REFERENCES outbox (id) ON DELETE CASCADE;
ALTER TABLE errands ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
ALTER TABLE pages ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
ALTER TABLE page_groups ADD FOREIGN KEY (team_id, page_id) REFERENCES pages (team_id, id) ON DELETE CASCADE;
ALTER TABLE components ADD FOREIGN KEY (team_id, page_id) REFERENCES pages (team_id, id) ON DELETE CASCADE;
ALTER TABLE components ADD FOREIGN KEY (team_id, group_id) REFERENCES page_groups (team_id, id) ON DELETE SET NULL (group_id);
ALTER TABLE component_monitors ADD FOREIGN KEY (team_id, component_id) REFERENCES components (team_id, id) ON DELETE CASCADE;
ALTER TABLE component_monitors ADD FOREIGN KEY (team_id, monitor_id) REFERENCES monitors (team_id, id) ON DELETE CASCADE;
ALTER TABLE publications ADD FOREIGN KEY (team_id, page_id) REFERENCES pages (team_id, id) ON DELETE CASCADE;
ALTER TABLE maintenances ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
ALTER TABLE maintenances ADD CHECK (ends_at > starts_at);
ALTER TABLE maintenance_monitors ADD FOREIGN KEY (team_id, maintenance_id) REFERENCES maintenances (team_id, id) ON DELETE CASCADE;
ALTER TABLE maintenance_monitors ADD FOREIGN KEY (team_id, monitor_id) REFERENCES monitors (team_id, id) ON DELETE CASCADE;
ALTER TABLE subscribers ADD FOREIGN KEY (team_id, page_id) REFERENCES pages (team_id, id) ON DELETE CASCADE;
ALTER TABLE findings ADD FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE;

-- At most one open incident per monitor, and per monitor and rule.
CREATE UNIQUE INDEX incidents_one_open ON incidents (monitor_id) WHERE closed_at IS NULL AND rule_id IS NULL;
CREATE UNIQUE INDEX incidents_one_open_per_rule ON incidents (monitor_id, rule_id) WHERE closed_at IS NULL AND rule_id IS NOT NULL;
CREATE INDEX incidents_open ON incidents (team_id) WHERE closed_at IS NULL;
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE settled_at IS NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX outbox_unsettled_of_incident ON outbox (incident_id, channel_id, incident_seq) WHERE settled_at IS NULL;
CREATE INDEX pages_dirty ON pages (dirty_at) WHERE dirty_at IS NOT NULL;
CREATE INDEX errands_open ON errands (created_at) WHERE answered_at IS NULL;

-- The schedule row of every monitor changes at each check: leave room for updates in place.
ALTER TABLE schedules SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE batches SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);

INSERT INTO locations (no, code, name) VALUES (1, 'home', 'This server');

-- ---------------------------------------------------------------- results
-- One row per check, partitioned by day and dropped by partition. Codes and microseconds, widest columns first. They carry no
-- team_id: monitor_no is globally unique and is reached only through a monitor that was found by its team.

CREATE TABLE results (
  due_at        timestamptz(3) NOT NULL,
  monitor_no    integer        NOT NULL,
  total_us      integer,
  dns_us        integer,
  connect_us    integer,
  tls_us        integer,
  first_byte_us integer,
  transfer_us   integer,
  late_ms       integer        NOT NULL,
  location_no   smallint       NOT NULL,
  verdict       smallint       NOT NULL,
  reason        smallint,
  status        smallint,
  PRIMARY KEY (monitor_no, location_no, due_at)
) PARTITION BY RANGE (due_at);
CREATE TABLE results_default PARTITION OF results DEFAULT;

-- What was sent and what came back, for checks that were not up.
CREATE TABLE evidence (
  due_at      timestamptz(3) NOT NULL,
  monitor_no  integer        NOT NULL,
  location_no smallint       NOT NULL,
  reason      text           NOT NULL,
  data        jsonb          NOT NULL,
  PRIMARY KEY (monitor_no, location_no, due_at)
) PARTITION BY RANGE (due_at);
CREATE TABLE evidence_default PARTITION OF evidence DEFAULT;

-- Creates the daily partitions of results and evidence from one UTC day to another, both included. Repeating it changes nothing.
-- A day for which rows already wait in the default partition is left there.
CREATE FUNCTION ensure_result_partitions(first_day date, last_day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  day date;
  parent text;
  part text;
  taken boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_result_partitions'));
  FOR day IN SELECT generate_series(first_day, last_day, interval '1 day')::date LOOP
    FOREACH parent IN ARRAY ARRAY['results', 'evidence'] LOOP
      part := parent || '_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass(part) IS NOT NULL;
      EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE due_at >= %L AND due_at < %L)', parent || '_default', day::text || ' 00:00Z', (day + 1)::text || ' 00:00Z') INTO taken;
      CONTINUE WHEN taken;
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent, day::text || ' 00:00Z', (day + 1)::text || ' 00:00Z');
    END LOOP;
  END LOOP;
END $$;

SELECT ensure_result_partitions((now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date + 3);

-- Stretches in which nobody looked, or nobody could tell, and why: half-open [from_at, until_at). Written once, never guessed
-- from an empty query. kind: missed (no worker claimed the ticks), lost (claimed, never observed), inconclusive, paused.
CREATE TABLE gaps (
  team_id     uuid           NOT NULL,
  from_at     timestamptz(3) NOT NULL,
  until_at    timestamptz(3) NOT NULL,
  monitor_no  integer        NOT NULL,
  ticks       integer        NOT NULL,
  location_no smallint       NOT NULL,
  kind        text           NOT NULL CHECK (kind IN ('missed', 'lost', 'inconclusive', 'paused')),
  PRIMARY KEY (monitor_no, location_no, from_at),
  CHECK (until_at > from_at),
  FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE
);

-- ---------------------------------------------------------------- rollups
-- Closed buckets of 300 s, 3,600 s and 86,400 s (UTC). Milliseconds sum exactly to the bucket's part in which the monitor existed.
CREATE TABLE rollups (
  bucket_at      timestamptz(3) NOT NULL,
  latency_sum_us bigint   NOT NULL,
  monitor_no     integer  NOT NULL,
  resolution_s   integer  NOT NULL CHECK (resolution_s IN (300, 3600, 86400)),
  up_n           integer  NOT NULL,
  degraded_n     integer  NOT NULL,
  down_n         integer  NOT NULL,
  inconclusive_n integer  NOT NULL,
  no_data_n      integer  NOT NULL,
  up_ms          integer  NOT NULL,
  degraded_ms    integer  NOT NULL,
  down_ms        integer  NOT NULL,
  maintenance_ms integer  NOT NULL,
  no_data_ms     integer  NOT NULL,
  paused_ms      integer  NOT NULL,
  latency_n      integer  NOT NULL,
  latency_min_us integer,
  latency_max_us integer,
  sketch         bytea,
  PRIMARY KEY (monitor_no, resolution_s, bucket_at)
);
CREATE INDEX rollups_bucket ON rollups (resolution_s, bucket_at);

-- Up to where each resolution is rolled up, and 5-minute buckets that changed after they were (late results, confirmed starts).
CREATE TABLE rollup_progress (
  resolution_s integer PRIMARY KEY CHECK (resolution_s IN (300, 3600, 86400)),
  done_until   timestamptz(3) NOT NULL
);
CREATE TABLE rollup_dirty (
  bucket_at  timestamptz(3) NOT NULL,
  monitor_no integer NOT NULL,
  PRIMARY KEY (monitor_no, bucket_at)
);

-- ---------------------------------------------------------------- attempts at passwords and keys
-- Counted here, so that neither a restart nor a wiped Redis gives anybody new tries. `expire` is milliseconds since the epoch.
CREATE TABLE rate_limits (
  key    varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
