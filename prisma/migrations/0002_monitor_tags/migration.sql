-- No index: tags are read with the rows of one team, of which there are at most 10,000, and never searched across teams.
ALTER TABLE monitors ADD COLUMN tags text[] NOT NULL DEFAULT '{}';
ALTER TABLE monitors ADD CHECK (cardinality(tags) <= 20);
