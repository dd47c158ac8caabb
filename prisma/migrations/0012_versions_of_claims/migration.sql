-- Whoever takes a batch knows from it which copies of definitions are stale. Null: an older worker's claim, or a second look.
ALTER TABLE batches ADD COLUMN versions integer[];
