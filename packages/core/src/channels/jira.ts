import { z } from "zod";
import { lineField, serverUrl, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";
import { EmailAddress } from "./email.ts";

export const JiraTarget = z.strictObject({
  kind: z.literal("jira"),
  server: serverUrl({ placeholder: "https://acme.atlassian.net" }),
  user: EmailAddress.meta({ label: "E-mail of the account", place: "main" }),
  token: token("API token"),
  project: lineField("Project key", 20, { placeholder: "OPS" }),
  issueType: lineField("Issue type", 60).default("Task").meta({ label: "Issue type" }),
});
export type JiraTarget = z.output<typeof JiraTarget>;

export const jira = channelKindOf(JiraTarget)({
  label: "Jira",
  about: "An issue that is moved to done once the incident is over.",
  group: "issues",
  howTo: { text: "Create an API token", url: "https://id.atlassian.com/manage-profile/security/api-tokens" },
  address: ({ project, server }) => `${project} on ${new URL(server).host}`,
  destination: ({ server }) => new URL(server).origin,
});
