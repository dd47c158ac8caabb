import { z } from "zod";
import type { Subject } from "./assertion/assertion.ts";

/** What a statement's answer can be asked. */
export const sqlSubjects: readonly Subject[] = [
  { name: "sql.value", type: "json", label: "First value of the answer" },
  { name: "sql.rows", type: "number", label: "Rows of the answer" },
  { name: "sql.version", type: "text", label: "Version of the server" },
];

const reading = /^\(*\s*(?:select|show|with|values|table|explain|describe)\b/i;
const writesFiles = /\b(?:outfile|dumpfile)\b/i;

/** One statement that reads. The server is told so as well: it runs in a read-only transaction, with a time limit. */
export const SqlStatement = z
  .string()
  .trim()
  .max(4_000, "At most 4,000 characters.")
  .refine((sql) => reading.test(sql), "Begin with SELECT, SHOW, WITH, VALUES, TABLE or EXPLAIN: a monitor only reads.")
  .refine((sql) => !writesFiles.test(sql), "OUTFILE and DUMPFILE write files: a monitor only reads.")
  .default("SELECT 1")
  .meta({
    label: "Statement",
    place: "main",
    control: "lines",
    hint: "One statement that reads, run in a read-only transaction. Its first value is sql.value in conditions. Give the user the right to read, and no other.",
  });
