-- Up to which rolled-up hour the analysis has come, and in its present pass up to which monitor. One row.
CREATE TABLE analysis_progress (
  is_one    boolean        PRIMARY KEY DEFAULT true CHECK (is_one),
  until_at  timestamptz(3) NOT NULL DEFAULT 'epoch',
  after_no  integer        NOT NULL DEFAULT 0,
  is_done   boolean        NOT NULL DEFAULT true
);
INSERT INTO analysis_progress DEFAULT VALUES;
