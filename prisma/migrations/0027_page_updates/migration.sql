-- CreateTable
CREATE TABLE "page_updates" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "creation_key" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "posted_by_id" UUID NOT NULL,
    "edited_at" TIMESTAMPTZ(3),
    "edited_by_id" UUID,
    "deleted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "page_updates_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "page_updates_incident_id_creation_key_key" ON "page_updates"("incident_id", "creation_key");

ALTER TABLE page_updates
  ADD CHECK (status IN ('investigating', 'identified', 'monitoring', 'resolved')),
  ADD CHECK (length(body) BETWEEN 1 AND 10000),
  ADD CHECK ((edited_at IS NULL) = (edited_by_id IS NULL)),
  ADD FOREIGN KEY (team_id, incident_id) REFERENCES incidents (team_id, id) ON DELETE CASCADE;
