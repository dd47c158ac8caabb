-- Constant defaults: no table is rewritten, no lock is held for longer than the catalogue takes.
ALTER TABLE teams
  ADD COLUMN language  text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de')),
  ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';

ALTER TABLE channels
  ADD COLUMN failures  integer NOT NULL DEFAULT 0,
  ADD COLUMN templates jsonb   NOT NULL DEFAULT '{}';

-- One row per incident and channel whose service gave it a name; it goes with its incident.
CREATE TABLE channel_references (
  team_id     uuid NOT NULL,
  incident_id uuid NOT NULL,
  channel_id  uuid NOT NULL,
  reference   text NOT NULL CHECK (length(reference) <= 500),
  PRIMARY KEY (incident_id, channel_id),
  FOREIGN KEY (team_id, incident_id) REFERENCES incidents (team_id, id) ON DELETE CASCADE,
  FOREIGN KEY (team_id, channel_id) REFERENCES channels (team_id, id) ON DELETE CASCADE
);
CREATE INDEX "channel_references_channel_id_idx" ON "channel_references"("channel_id");
