import type { Receipt } from "./alert.ts";
import type { Judgement } from "./judge.ts";
import type { ActiveSpec } from "./monitor-spec.ts";
import type { ProbeResult } from "./probe-result.ts";

/** Work that the worker is asked for: the web process opens no outside address itself. */
export type ErrandInput =
  | AskedErrand
  /** What whoever pressed a button in a chat is told. Where, rests sealed. */
  | { kind: "press_answer"; text: string };
export type ErrandKind = ErrandInput["kind"];

/** What a person asks for and waits for. */
export type AskedErrand =
  /** `monitorId`: the monitor whose stored secrets stand behind the hidden ones of the spec. */
  | { kind: "preview"; spec: ActiveSpec; monitorId?: string | undefined }
  /** Under which scheme a host answers that was typed without one. */
  | { kind: "recognize"; host: string; port: number | null }
  | { kind: "check_now"; monitorId: string }
  | { kind: "channel_test"; channelId: string };

/** `refused`: the errand could not be run at all, such as for a monitor that was deleted meanwhile. */
export type ErrandAnswer =
  | { kind: "checked"; judgement: Judgement; result: ProbeResult }
  /** `scheme` null: nothing answers. */
  | { kind: "recognized"; scheme: string | null }
  | { kind: "sent"; receipt: Receipt; durationMs: number }
  | { kind: "refused"; message: string };

export type ErrandRecord = {
  id: string;
  kind: ErrandKind;
  createdAtMs: number;
  takenAtMs: number | null;
  answeredAtMs: number | null;
  answer: ErrandAnswer | null;
};
