-- Of a monitor that watches content: what was approved, and what came instead. changed_* are null while the content is the approved one.
CREATE TABLE contents (
  monitor_no          integer        PRIMARY KEY,
  team_id             uuid           NOT NULL,
  watch               text           NOT NULL,
  fingerprint         text           NOT NULL,
  body                text           NOT NULL,
  approved_at         timestamptz(3) NOT NULL,
  changed_fingerprint text,
  changed_body        text,
  changed_at          timestamptz(3),
  CHECK ((changed_fingerprint IS NULL) = (changed_body IS NULL) AND (changed_fingerprint IS NULL) = (changed_at IS NULL)),
  CHECK (changed_fingerprint <> fingerprint),
  FOREIGN KEY (team_id, monitor_no) REFERENCES monitors (team_id, compat_number) ON DELETE CASCADE
);
