-- When an alert of a location's own monitor last came back.
ALTER TABLE locations ADD COLUMN self_tested_at timestamptz(3);
