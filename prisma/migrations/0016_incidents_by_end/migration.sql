-- vedette:no-transaction
-- Incidents of some monitors that reach into a time: without it a list of a team reads those of all teams.
CREATE INDEX CONCURRENTLY IF NOT EXISTS incidents_by_end ON incidents (monitor_id, (coalesce(ended_at, 'infinity')));
