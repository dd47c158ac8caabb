"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ManualState } from "@vedette/core/manual-state";
import { useState } from "react";
import { refusalOf } from "../../../api/refusal.ts";
import { useTRPC } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { TextField } from "../../../ui/field.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { useToast } from "../../../ui/toast.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { useMonitor } from "./monitor-context.tsx";

const words: Record<ManualState, string> = { up: "Up", degraded: "Degraded", down: "Down" };

/** Says by hand how the monitor stands, with a message for those who are told. */
export function ManualPanel() {
  const { slug, can } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const client = useQueryClient();
  const toast = useToast();
  const [message, setMessage] = useState("");
  const set = useMutation(
    trpc.monitors.setState.mutationOptions({
      onSuccess: (_nothing, { state }) => {
        toast({ title: `${monitor.name} is set to ${words[state].toLowerCase()}.` });
        setMessage("");
        void client.invalidateQueries(trpc.monitors.pathFilter());
      },
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
    }),
  );
  const { spec, health, pausedAtMs } = monitor;
  if (spec.kind !== "manual") return null;
  return (
    <Panel title="Set by hand">
      {spec.about !== "" && <p className="mb-3 whitespace-pre-line">{spec.about}</p>}
      {can("monitor:write") && pausedAtMs === null ? (
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-0 flex-1 basis-72">
            <TextField
              label="Message"
              placeholder="What people should know"
              maxLength={500}
              value={message}
              onChange={(event) => setMessage(event.target.value)}
            />
          </div>
          {ManualState.options.map((state) => (
            <Button
              key={state}
              aria-pressed={health.confirmed === state}
              look={health.confirmed === state ? "primary" : "plain"}
              pending={set.isPending && set.variables.state === state}
              disabled={set.isPending}
              onClick={() => set.mutate({ team: slug, monitorId: monitor.id, state, message })}
            >
              {words[state]}
            </Button>
          ))}
        </div>
      ) : (
        <p className="text-muted">{pausedAtMs === null ? "People who may edit monitors set it." : "Resume it to set it."}</p>
      )}
    </Panel>
  );
}
