"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { refusalOf } from "../../../api/refusal.ts";
import { useTRPC, useTRPCClient } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { useToast } from "../../../ui/toast.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** Deletes at once; the toast undoes it, with all history, for 30 s. */
export function DeleteMonitor() {
  const { slug, base } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const api = useTRPCClient();
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const input = { team: slug, monitorId: monitor.id };
  const renew = () => void queries.invalidateQueries(trpc.monitors.pathFilter());
  const restore = async () => {
    try {
      await api.monitors.restore.mutate(input);
      renew();
      toast({ title: `${monitor.name} is back, with its history.` });
    } catch (error) {
      toast({ title: refusalOf(error).message, tone: "bad" });
    }
  };
  const remove = useMutation({
    ...trpc.monitors.remove.mutationOptions(),
    onSuccess: () => {
      router.push(`${base}/monitors`);
      renew();
      toast({ title: `${monitor.name} was deleted.`, action: { label: "Undo", onPress: () => void restore() } });
    },
    onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
  });
  return (
    <Panel title="Delete">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-56 text-muted">Checks stop and its open incident closes. You can undo this right after.</p>
        <Button pending={remove.isPending || remove.isSuccess} onClick={() => remove.mutate(input)}>
          Delete monitor
        </Button>
      </div>
    </Panel>
  );
}
