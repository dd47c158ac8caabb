import { z } from "zod";
import { lineField, serverUrl, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const GithubTarget = z.strictObject({
  kind: z.literal("github"),
  repository: lineField("Repository", 140, { placeholder: "acme/operations" }, [/^[\w.-]+\/[\w.-]+$/, "Type owner/name."]),
  token: token("Token", { hint: "With read and write access to issues." }),
  server: serverUrl({ hint: "Only for GitHub Enterprise: https://host/api/v3." }, "https://api.github.com"),
});
export type GithubTarget = z.output<typeof GithubTarget>;

export const github = channelKindOf(GithubTarget)({
  label: "GitHub issues",
  about: "An issue that is closed once the incident is over.",
  group: "issues",
  howTo: { text: "Create a fine-grained token", url: "https://github.com/settings/personal-access-tokens/new" },
  address: ({ repository }) => repository,
  destination: ({ server }) => new URL(server).origin,
});
