import type { AlertTemplates } from "@vedette/core/alert-template";
import type { ChannelKind } from "@vedette/core/channel";
import { channelKinds } from "@vedette/core/channel-kinds";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { type FormField, formFieldsOf } from "@vedette/core/form-fields";
import { type SpecDraft, draftFrom, inputFrom } from "../monitors/spec-draft.ts";
import { recipientsOf } from "./channel-words.ts";

/** A channel while it is typed: text stays as typed, so that nothing is lost when it is refused. */
export type ChannelDraft = { kind: ChannelKind; name: string; target: SpecDraft; templates: AlertTemplates };

export function fieldsOf(kind: ChannelKind): readonly FormField[] {
  return formFieldsOf(channelKinds[kind].schema);
}

/** A new one, called like its kind until somebody says otherwise. */
export function newDraft(kind: ChannelKind): ChannelDraft {
  return { kind, name: channelKinds[kind].label, target: draftFrom(fieldsOf(kind), {}), templates: {} };
}

export function draftOf({ name, config, templates }: Pick<ChannelRecord, "name" | "config" | "templates">): ChannelDraft {
  return { kind: config.kind, name, target: draftFrom(fieldsOf(config.kind), config), templates };
}

/** The same as the server takes it; nothing is judged here. */
export function inputOf({ kind, name, target, templates }: ChannelDraft): Record<string, unknown> {
  const fields = inputFrom(fieldsOf(kind), target);
  const to = fields["to"];
  // People paste addresses with commas between them.
  const recipients = kind === "email" && Array.isArray(to) ? { to: recipientsOf(to.join("\n")) } : {};
  const own = Object.fromEntries(Object.entries(templates).filter(([, { title, text }]) => title !== "" || text !== ""));
  return { name, target: { kind, ...fields, ...recipients }, templates: own };
}
