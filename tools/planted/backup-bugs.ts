import { type Bug, integration } from "./bug.ts";

const settle = integration("packages/engine/test/settle-restored.test.ts");
const command = integration("tools/test/backup.test.ts");

/** Backups, and what is true again after one was restored. */
export const backupBugs: readonly Bug[] = [
  {
    name: "a database is started on that is half restored",
    file: "packages/db/src/restoring.ts",
    from: "  if (found)\n",
    to: "  if (!found && found)\n",
    caughtBy: command("lets nothing start on a database whose restore was interrupted, and fills it when it is run again"),
  },
  {
    name: "a restored outbox is sent",
    file: "packages/db/src/restored.ts",
    from: "WHERE settled_at IS NULL RETURNING id",
    to: "WHERE settled_at IS NOT NULL RETURNING id",
    caughtBy: settle("sends nothing that waited at the time of the backup, nor what was found out only now of that time"),
  },
  {
    name: "results that waited for a lost check are played after the restored outbox was closed",
    file: "packages/db/src/restored.ts",
    from: "WHERE s.unplayed_from IS NOT NULL`",
    to: "WHERE s.unplayed_from IS NULL`",
    caughtBy: settle("sends nothing that waited at the time of the backup, nor what was found out only now of that time"),
  },
  {
    name: "a check that was under way at the time of a backup leaves no gap",
    file: "packages/db/src/restored.ts",
    from: "WHERE NOT b.is_extra AND NOT EXISTS",
    to: "WHERE b.is_extra AND NOT EXISTS",
    caughtBy: settle("records the ticks since the backup as not made, those under way as lost, and each once"),
  },
  {
    name: "a restored heartbeat is blamed for our silence",
    file: "packages/engine/src/settle-restored.ts",
    from: "    await tx.restored.wasDeaf();\n",
    to: "",
    caughtBy: settle("gives heartbeats the time in which nobody could hear them"),
  },
  {
    name: "a restored page goes on from the version that the backup knew",
    file: "packages/db/src/restored.ts",
    from: "snapshot_version = snapshot_version + 1000",
    to: "snapshot_version = snapshot_version + 1 - 1",
    caughtBy: settle("gives pages versions that no edge can have seen, and publishes them again"),
  },
  {
    name: "a restored sequence begins anew",
    file: "packages/db/src/load.ts",
    from: "for (const sequence of contents.sequences)",
    to: "for (const sequence of contents.sequences.slice(0, 0))",
    caughtBy: settle("brings back every row as it was, partitions, packed days and sequences included"),
  },
  {
    name: "a backup that was altered is restored",
    file: "tools/launcher/backup-file.ts",
    from: "isWhole = hash.digest().equals(data);",
    to: "isWhole = data.length === 32;",
    caughtBy: command(
      "changes nothing for a file that is cut off, altered or of a newer version, for another master key, and for a folder that holds data",
    ),
  },
];
