CREATE TABLE monitor_parents (
  team_id   uuid    NOT NULL,
  child_no  integer NOT NULL,
  parent_no integer NOT NULL,
  PRIMARY KEY (child_no, parent_no),
  CHECK (child_no <> parent_no),
  FOREIGN KEY (team_id, child_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE,
  FOREIGN KEY (team_id, parent_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE
);
CREATE INDEX monitor_parents_parent_no_idx ON monitor_parents (parent_no);

-- Why nobody was told of an incident; null: whoever should be was. Looked at again while it is open.
ALTER TABLE incidents ADD COLUMN held_for text CHECK (held_for IN ('parent', 'flapping'));
CREATE INDEX incidents_held ON incidents (id) WHERE held_for IS NOT NULL AND closed_at IS NULL;
