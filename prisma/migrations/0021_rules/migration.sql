-- AlterTable
ALTER TABLE "rules" ADD COLUMN     "every_ms" INTEGER NOT NULL DEFAULT 10000,
ADD COLUMN     "name" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "scope" TEXT NOT NULL DEFAULT 'monitor',
ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "tag" TEXT,
ALTER COLUMN "monitor_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "rule_states" (
    "rule_id" UUID NOT NULL,
    "monitor_no" INTEGER NOT NULL,
    "team_id" UUID NOT NULL,
    "confirmed" TEXT NOT NULL,
    "since_at" TIMESTAMPTZ(3),
    "broken_since_at" TIMESTAMPTZ(3),

    CONSTRAINT "rule_states_pkey" PRIMARY KEY ("rule_id","monitor_no")
);

-- CreateTable
CREATE TABLE "rule_shares" (
    "no" SMALLINT NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3),

    CONSTRAINT "rule_shares_pkey" PRIMARY KEY ("no")
);

-- CreateTable
CREATE TABLE "metrics" (
    "no" SERIAL NOT NULL,
    "monitor_no" INTEGER NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "metrics_pkey" PRIMARY KEY ("no")
);

-- CreateIndex
CREATE INDEX "rule_states_monitor_no_idx" ON "rule_states"("monitor_no");

-- CreateIndex
CREATE UNIQUE INDEX "metrics_monitor_no_name_key" ON "metrics"("monitor_no", "name");

-- Rules that exist look at the monitor that they were made for. Tables that grow are only given columns; monitors are few enough to index at once.
ALTER TABLE rules
  ADD CHECK (scope IN ('monitor', 'tag', 'team')),
  ADD CHECK ((scope = 'monitor') = (monitor_id IS NOT NULL)),
  ADD CHECK ((scope = 'tag') = (tag IS NOT NULL));
UPDATE rules SET every_ms = 60000 WHERE (params ->> 'windowMs')::bigint > 3600000;
CREATE INDEX rules_share ON rules ((hashtext(id::text) & 7)) WHERE enabled;
CREATE INDEX rules_wide ON rules (team_id, scope, tag) WHERE scope <> 'monitor';
CREATE INDEX monitors_tags ON monitors USING gin (tags) WHERE deleted_at IS NULL;

ALTER TABLE rule_states
  ADD FOREIGN KEY (team_id, rule_id) REFERENCES rules (team_id, id) ON DELETE CASCADE,
  ADD FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE,
  ADD CHECK (confirmed IN ('unknown', 'up', 'degraded', 'down'));
CREATE INDEX rule_states_astir ON rule_states (rule_id) WHERE confirmed IN ('degraded', 'down') OR broken_since_at IS NOT NULL;
INSERT INTO rule_states (rule_id, monitor_no, team_id, confirmed, since_at)
SELECT r.id, m.compat_number, r.team_id, r.confirmed, r.since_at FROM rules r JOIN monitors m ON m.id = r.monitor_id WHERE r.confirmed <> 'unknown';
INSERT INTO rule_shares (no) SELECT generate_series(0, 7);

-- What a figure was in each five minutes. Written with the check that learnt it, so it needs no rolling up.
ALTER TABLE metrics ADD FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE;
CREATE TABLE metric_buckets (
  bucket_at timestamptz(3)   NOT NULL,
  metric_no integer          NOT NULL REFERENCES metrics (no) ON DELETE CASCADE,
  n         integer          NOT NULL,
  sum       double precision NOT NULL,
  min       double precision NOT NULL,
  max       double precision NOT NULL,
  last      double precision NOT NULL,
  last_at   timestamptz(3)   NOT NULL,
  PRIMARY KEY (metric_no, bucket_at)
) WITH (fillfactor = 80);
CREATE INDEX metric_buckets_bucket ON metric_buckets (bucket_at);
