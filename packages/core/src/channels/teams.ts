import { z } from "zod";
import { secretUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const TeamsTarget = z.strictObject({
  kind: z.literal("teams"),
  url: secretUrl("Workflow address", { placeholder: "https://prod-00.westeurope.logic.azure.com/workflows/…" }),
});
export type TeamsTarget = z.output<typeof TeamsTarget>;

export const teams = channelKindOf(TeamsTarget)({
  label: "Microsoft Teams",
  about: "An adaptive card to a channel or chat.",
  group: "chat",
  howTo: {
    text: "Workflows, “Post to a channel when a webhook request is received”",
    url: "https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498",
  },
  address: ({ url }) => url,
});
