import { z } from "zod";
import { lineField, serverUrl, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const GitlabTarget = z.strictObject({
  kind: z.literal("gitlab"),
  project: lineField("Project", 255, { hint: "Its path or its number.", placeholder: "acme/operations" }),
  token: token("Access token", { hint: "With the scope api." }),
  server: serverUrl({}, "https://gitlab.com"),
});
export type GitlabTarget = z.output<typeof GitlabTarget>;

export const gitlab = channelKindOf(GitlabTarget)({
  label: "GitLab issues",
  about: "An issue that is closed once the incident is over.",
  group: "issues",
  howTo: { text: "Project settings, Access tokens", url: "https://docs.gitlab.com/user/project/settings/project_access_tokens/" },
  address: ({ project }) => project,
  destination: ({ server }) => new URL(server).origin,
});
