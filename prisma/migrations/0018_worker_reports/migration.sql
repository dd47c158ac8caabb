-- What each worker says of its last ten seconds, kept for an hour: a few hundred rows per worker. Logged, as an unlogged table cannot be read
-- on a replica, and one row in ten seconds costs nothing.
CREATE TABLE worker_reports (
  at              timestamptz(3) NOT NULL,
  worker_id       uuid           NOT NULL,
  location_no     smallint       NOT NULL,
  started         integer        NOT NULL,
  missed          integer        NOT NULL,
  lateness_p99_ms integer        NOT NULL,
  in_flight       integer        NOT NULL,
  buffered        integer        NOT NULL,
  queue_answers   boolean        NOT NULL,
  queue           text           NOT NULL CHECK (queue IN ('postgres', 'redis')),
  host            text           NOT NULL,
  version         text           NOT NULL,
  -- A quantile sketch, as in rollups.
  lateness        bytea          NOT NULL,
  PRIMARY KEY (worker_id, at)
);
CREATE INDEX worker_reports_at ON worker_reports (at);
