-- Results may be stored in another order than they were due; one whose predecessor is still under way waits for it.
ALTER TABLE monitor_states ADD COLUMN unplayed_from timestamptz(3);
