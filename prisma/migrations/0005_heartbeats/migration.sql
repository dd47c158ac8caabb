ALTER TABLE monitor_states ADD COLUMN waiting_since_at timestamptz(3);

CREATE TABLE heartbeats (
  monitor_no  integer        NOT NULL PRIMARY KEY,
  team_id     uuid           NOT NULL,
  token       uuid           NOT NULL,
  push_token  text           NOT NULL CHECK (length(push_token) BETWEEN 20 AND 32),
  state       jsonb          NOT NULL,
  deadline_at timestamptz(3),
  FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE
);
CREATE UNIQUE INDEX heartbeats_token_key ON heartbeats (token);
CREATE UNIQUE INDEX heartbeats_push_token_key ON heartbeats (push_token);
CREATE INDEX heartbeats_deadline_at_idx ON heartbeats (deadline_at);
ALTER TABLE heartbeats SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

CREATE TABLE group_members (
  team_id   uuid    NOT NULL,
  group_no  integer NOT NULL,
  member_no integer NOT NULL,
  PRIMARY KEY (group_no, member_no),
  CHECK (group_no <> member_no),
  FOREIGN KEY (team_id, group_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE,
  FOREIGN KEY (team_id, member_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE
);
CREATE INDEX group_members_member_no_idx ON group_members (member_no);

-- Groups to compute again. Only ever inserted into by those who change a member, so that nobody waits for anybody.
CREATE TABLE group_marks (
  id       bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  group_no integer NOT NULL
);

-- Pings as they came, partitioned and dropped like results, whose decision about team_id holds here too. at: when an edge heard it.
CREATE SEQUENCE pings_id;
CREATE TABLE pings (
  at          timestamptz(3) NOT NULL,
  id          bigint         NOT NULL,
  monitor_no  integer        NOT NULL,
  kind        smallint       NOT NULL,
  exit_code   smallint,
  run_ms      integer,
  took_ms     double precision,
  rid         uuid,
  method      text           NOT NULL,
  remote      text,
  agent       text,
  body        bytea,
  PRIMARY KEY (monitor_no, at, id)
) PARTITION BY RANGE (at);
CREATE TABLE pings_default PARTITION OF pings DEFAULT;

-- Pings that nobody has judged yet. Edges only insert, so a worker that holds a heartbeat never keeps a sender waiting.
CREATE TABLE ping_inbox (
  id         bigint         PRIMARY KEY,
  monitor_no integer        NOT NULL,
  at         timestamptz(3) NOT NULL
);
CREATE INDEX ping_inbox_monitor ON ping_inbox (monitor_no);
ALTER TABLE ping_inbox SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);

-- Every ping that reached this edge before heard_until is stored; renewed every second.
CREATE TABLE edges (
  id          uuid           PRIMARY KEY,
  heard_until timestamptz(3) NOT NULL,
  renewed_at  timestamptz(3) NOT NULL
);
-- Stretches in which no edge could take pings. is_told: the heartbeats' own gaps are written.
CREATE TABLE deaf_spans (
  from_at  timestamptz(3) PRIMARY KEY,
  until_at timestamptz(3) NOT NULL,
  is_told  boolean        NOT NULL DEFAULT false,
  CHECK (until_at > from_at)
);
CREATE INDEX deaf_spans_untold ON deaf_spans (from_at) WHERE NOT is_told;

-- As before, with pings.
CREATE OR REPLACE FUNCTION ensure_result_partitions(first_day date, last_day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  day date;
  parent text;
  part text;
  taken boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_result_partitions'));
  FOR day IN SELECT generate_series(first_day, last_day, interval '1 day')::date LOOP
    FOREACH parent IN ARRAY ARRAY['results', 'evidence', 'pings'] LOOP
      part := parent || '_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass(part) IS NOT NULL;
      EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= %L AND %I < %L)', parent || '_default',
        CASE parent WHEN 'pings' THEN 'at' ELSE 'due_at' END, day::text || ' 00:00Z',
        CASE parent WHEN 'pings' THEN 'at' ELSE 'due_at' END, (day + 1)::text || ' 00:00Z') INTO taken;
      CONTINUE WHEN taken;
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent, day::text || ' 00:00Z', (day + 1)::text || ' 00:00Z');
    END LOOP;
  END LOOP;
END $$;
SELECT ensure_result_partitions((now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date + 3);
