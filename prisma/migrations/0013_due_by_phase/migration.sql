-- What is due is found by phase: an index that no claim changes, so that moving a due time on is a HOT update.
CREATE INDEX "schedules_location_no_interval_ms_phase_ms_idx" ON "schedules"("location_no", "interval_ms", "phase_ms");
DROP INDEX "schedules_location_no_next_due_ms_idx";
