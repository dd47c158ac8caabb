-- When a location last said that it does not trust what it sees, and why.
ALTER TABLE locations
  ADD COLUMN unwell_at timestamptz(3),
  ADD COLUMN unwell_reason text CHECK (unwell_reason IN ('canaries', 'alone', 'late'));
