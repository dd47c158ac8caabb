-- AlterTable
ALTER TABLE "incidents" ADD COLUMN     "acknowledged_via" TEXT,
ADD COLUMN     "merged_into_id" UUID,
ADD COLUMN     "snoozed_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "post_mortems" (
    "team_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "post_mortems_pkey" PRIMARY KEY ("incident_id","version")
);

ALTER TABLE post_mortems ADD FOREIGN KEY (team_id, incident_id) REFERENCES incidents (team_id, id) ON DELETE CASCADE;

-- No row has these columns yet: there is nothing to look at, so nothing is locked for long.
ALTER TABLE incidents ADD CONSTRAINT incidents_merged_into FOREIGN KEY (team_id, merged_into_id) REFERENCES incidents (team_id, id)
  ON DELETE SET NULL (merged_into_id) NOT VALID;
ALTER TABLE incidents ADD CONSTRAINT incidents_not_into_itself CHECK (merged_into_id <> id) NOT VALID;
CREATE INDEX incidents_quiet ON incidents (id) WHERE closed_at IS NULL AND (snoozed_until IS NOT NULL OR merged_into_id IS NOT NULL);
CREATE INDEX incidents_merged ON incidents (merged_into_id) WHERE merged_into_id IS NOT NULL;
