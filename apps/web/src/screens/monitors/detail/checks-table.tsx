"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { CheckRow, ListedCheck } from "@vedette/core/monitor-record";
import { type VerdictKind, verdictCodes } from "@vedette/core/verdict";
import { useSearchParams } from "next/navigation";
import { useTRPC } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { formatMs, formatUs } from "../../../ui/format.ts";
import { Instant } from "../../../ui/instant.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusMark } from "../../../ui/status-mark.tsx";
import { Row, Table, Td, Th } from "../../../ui/table.tsx";
import { useUrlParam } from "../../../ui/use-url-param.ts";
import { useTeam } from "../../shell/team-context.tsx";
import { PhaseStripe } from "../phase-stripe.tsx";
import { CheckDialog } from "./check-dialog.tsx";
import { checkKey, readCheckKey } from "./check-key.ts";
import { useMonitor } from "./monitor-context.tsx";
import { reasonWords } from "./reason-words.ts";

/** Checks and stretches without any, newest first, those of the verdict in the address. With `limit` only the newest; else older ones on demand. */
export function ChecksTable({ limit }: { limit?: number }) {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const verdict = verdictIn(useSearchParams().get("verdict"));
  const [open, setOpen] = useUrlParam("check");
  const checks = useInfiniteQuery({
    ...trpc.monitors.results.infiniteQueryOptions(
      {
        team: slug,
        monitorId: monitor.id,
        limit: limit ?? 50,
        ...(limit !== undefined || verdict === null ? {} : { verdicts: [verdict] }),
      },
      { getNextPageParam: (page) => page.nextCursor },
    ),
    refetchInterval: 10_000,
  });
  if (checks.data === undefined) {
    return checks.isError ? (
      <RefusalNote error={checks.error} onRetry={() => void checks.refetch()} />
    ) : (
      <SkeletonRows rows={limit ?? 10} />
    );
  }
  const rows = checks.data.pages.flatMap((page) => page.items);
  if (rows.length === 0)
    return (
      <p className="px-4 py-10 text-center text-muted">
        {verdict === null || limit !== undefined ? "No check has run yet." : "No check had this verdict."}
      </p>
    );
  const opened = open === null ? null : readCheckKey(open);
  return (
    <>
      <Table
        label="Checks"
        head={
          <>
            <Th>Time</Th>
            <Th>Verdict</Th>
            <Th className="hidden sm:table-cell">Status</Th>
            <Th className="text-right">Took</Th>
            <Th className="hidden md:table-cell">Phases</Th>
          </>
        }
      >
        {rows.map((check) =>
          check.gap === null ? (
            <CheckLine key={checkKey(check)} check={check} onOpen={() => setOpen(checkKey(check))} />
          ) : (
            <GapLine key={`${checkKey(check)}-gap`} {...check} {...check.gap} />
          ),
        )}
      </Table>
      {limit === undefined && checks.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button pending={checks.isFetchingNextPage} onClick={() => void checks.fetchNextPage()}>
            Older checks
          </Button>
        </div>
      )}
      {opened !== null && <CheckDialog {...opened} onClose={() => setOpen(null)} />}
    </>
  );
}

function CheckLine({ check, onOpen }: { check: CheckRow; onOpen: () => void }) {
  return (
    <Row>
      <Td>
        <button type="button" onClick={onOpen} className="touchable min-h-6 whitespace-nowrap hover:underline">
          <Instant atMs={check.dueAtMs} />
        </button>
        <Place no={check.locationNo} />
      </Td>
      <Td>
        <StatusMark status={check.verdict} />
        {check.reason !== null && <span className="block text-xs text-muted">{reasonWords[check.reason]}</span>}
      </Td>
      <Td className="tabular hidden sm:table-cell">{check.status ?? "–"}</Td>
      <Td className="tabular text-right whitespace-nowrap">{formatUs(check.totalUs)}</Td>
      <Td className="hidden w-1/3 md:table-cell">
        <PhaseStripe phases={check.phases} />
      </Td>
    </Row>
  );
}

const gapWords = {
  missed: "Nobody looked",
  lost: "Not run in time",
  paused: "Paused by hand",
};

function GapLine({ dueAtMs, locationNo, untilMs, kind }: ListedCheck & NonNullable<ListedCheck["gap"]>) {
  return (
    <Row>
      <Td>
        <Instant atMs={dueAtMs} />
        {kind !== "paused" && <Place no={locationNo} />}
      </Td>
      <Td>
        <StatusMark status={kind === "paused" ? "paused" : "no_data"} />
        <span className="block text-xs text-muted">{gapWords[kind]}</span>
      </Td>
      <Td className="hidden sm:table-cell">–</Td>
      <Td className="tabular text-right whitespace-nowrap">for {formatMs(untilMs - dueAtMs)}</Td>
      <Td className="hidden md:table-cell" />
    </Row>
  );
}

/** From where it was looked, where several look. */
function Place({ no }: { no: number }) {
  const place = useMonitor().locations.find((location) => location.no === no);
  return place === undefined ? null : <span className="block text-xs text-muted">{place.name}</span>;
}

function verdictIn(text: string | null): VerdictKind | null {
  // safe because the literal's keys are the type
  return (Object.keys(verdictCodes) as VerdictKind[]).find((kind) => kind === text) ?? null;
}
