ALTER TABLE monitors
  ADD COLUMN sealed bytea,
  ADD COLUMN target text NOT NULL DEFAULT '';
UPDATE monitors SET target = coalesce(spec ->> 'url', '');

ALTER TABLE errands ADD COLUMN sealed bytea;

-- The last detailed look at each monitor that was up.
CREATE TABLE looks (
  monitor_no  integer        PRIMARY KEY,
  team_id     uuid           NOT NULL,
  location_no smallint       NOT NULL,
  at          timestamptz(3) NOT NULL,
  data        jsonb          NOT NULL,
  FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE
);
