-- From where a monitor is looked at, and how many of those have to see a failure. former_location_nos: those that ever looked and do
-- not any more; each has a gap that lasts, so that a stretch counts as without data only when nobody looked.
ALTER TABLE monitors
  ADD COLUMN location_nos integer[] NOT NULL DEFAULT '{1}' CHECK (cardinality(location_nos) BETWEEN 1 AND 20),
  ADD COLUMN former_location_nos integer[] NOT NULL DEFAULT '{}',
  ADD COLUMN quorum text NOT NULL DEFAULT 'majority' CHECK (quorum IN ('any', 'majority', 'all', 'at_least')),
  ADD COLUMN quorum_at_least integer NOT NULL DEFAULT 2 CHECK (quorum_at_least BETWEEN 1 AND 20);

-- What each location holds to be true of a monitor that several look at. Only while one of them has anything but good to say: no row
-- means up.
CREATE TABLE location_states (
  monitor_no     integer  NOT NULL,
  location_no    smallint NOT NULL REFERENCES locations (no),
  team_id        uuid     NOT NULL,
  confirmed      text     NOT NULL CHECK (confirmed IN ('unknown', 'up', 'degraded', 'down')),
  since_at       timestamptz(3),
  run_healthy    boolean,
  run_length     integer  NOT NULL,
  run_started_at timestamptz(3),
  seen_at        timestamptz(3),
  unplayed_from  timestamptz(3),
  PRIMARY KEY (monitor_no, location_no),
  FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE
);
