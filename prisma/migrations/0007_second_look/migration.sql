ALTER TABLE batches ADD COLUMN is_extra boolean NOT NULL DEFAULT false;

-- Runs of bad checks that ended before they were confirmed: shown, and never downtime. Kept as long as results are.
CREATE TABLE blips (
  monitor_no integer        NOT NULL,
  team_id    uuid           NOT NULL,
  from_at    timestamptz(3) NOT NULL,
  until_at   timestamptz(3) NOT NULL,
  failures   integer        NOT NULL CHECK (failures > 0),
  PRIMARY KEY (monitor_no, from_at),
  CHECK (until_at > from_at),
  FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE
);
