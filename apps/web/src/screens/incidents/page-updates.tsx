"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import type { IncidentUpdates, PageUpdate } from "@vedette/core/page-update";
import { statusWord } from "@vedette/core/snapshot";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTRPC, useTRPCClient } from "../../api/trpc.ts";
import { useUndoable } from "../../api/use-undoable.ts";
import { Button } from "../../ui/button.tsx";
import { Instant } from "../../ui/instant.tsx";
import { useShortcut } from "../../ui/keyboard.tsx";
import { LinkedText } from "../../ui/light-text.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { UpdateForm } from "./update-form.tsx";

/** What the readers of pages were told of an incident, which pages these are, and where to tell them more. */
export function PageUpdates({ incident }: { incident: IncidentDetail }) {
  const trpc = useTRPC();
  const team = useTeam();
  const told = useQuery(trpc.incidents.updates.queryOptions({ team: team.slug, incidentId: incident.id })).data;
  const [writing, setWriting] = useState<PageUpdate | "new" | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const form = useRef<HTMLDivElement>(null);
  const mayWrite = team.can("page:write");
  const canPost = mayWrite && told !== undefined && told.pages.length > 0;
  const write = () => {
    setWriting(writing ?? "new");
    form.current?.querySelector("textarea")?.focus();
  };
  useShortcut("u", "Write an update for pages", canPost ? write : null);
  if (told === undefined) return null;
  const { updates, pages } = told;
  const close = () => {
    setWriting(null);
    button.current?.focus();
  };
  return (
    <Panel
      title="Page updates"
      actions={
        canPost && (
          <Button ref={button} aria-expanded={writing !== null} aria-keyshortcuts="u" onClick={write}>
            Write update
          </Button>
        )
      }
    >
      <ShownOn incident={incident} pages={pages} />
      <div ref={form}>
        {writing !== null && (
          <UpdateForm incident={incident} corrected={writing === "new" ? null : writing} updates={updates} onDone={close} />
        )}
      </div>
      {updates.length > 0 && (
        <ol aria-label="Updates, newest first" className="mt-4 flex flex-col gap-4 border-t border-line pt-4">
          {updates.map((update) => (
            <Update
              key={update.id}
              update={update}
              mayWrite={mayWrite}
              onCorrect={writing === null ? () => setWriting(update) : undefined}
            />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function ShownOn({ incident, pages }: { incident: IncidentDetail; pages: IncidentUpdates["pages"] }) {
  const { base } = useTeam();
  const { mergedInto } = incident;
  if (pages.length === 0) {
    return (
      <p className="text-sm text-muted">
        No page shows this incident. Put {incident.monitor.name} on one of the <TextLink href={`${base}/pages`}>pages</TextLink> to tell its
        readers more; pages show an incident until 14 days after its end.
      </p>
    );
  }
  return (
    <p className="text-sm text-muted">
      Shown on{" "}
      {pages.map(({ id, name, published }, i) => (
        <span key={id}>
          {i > 0 && ", "}
          <TextLink href={`${base}/pages/${id}`}>{name}</TextLink>
          {!published && " (not published)"}
        </span>
      ))}
      .
      {mergedInto !== null && (
        <>
          {" "}
          The updates of <TextLink href={`${base}/incidents/${mergedInto.id}`}>#{mergedInto.number}</TextLink> stand there as well.
        </>
      )}
    </p>
  );
}

type UpdateProps = {
  update: PageUpdate;
  mayWrite: boolean;
  /** Undefined: something else is being written. */
  onCorrect: (() => void) | undefined;
};

function Update({ update, mayWrite, onCorrect }: UpdateProps) {
  const { status, body, author, postedAtMs, edited } = update;
  return (
    <li>
      <LinkedText lead={`${statusWord(status)}.`} text={body} />
      <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
        <p className="min-w-0 flex-1 basis-40 wrap-anywhere">
          {author.name}, <Instant atMs={postedAtMs} />
          {edited !== null && (
            <>
              , edited by {edited.by.name}, <Instant atMs={edited.atMs} />
            </>
          )}
        </p>
        {mayWrite && (
          <div className="flex">
            <Button look="quiet" disabled={onCorrect === undefined} onClick={onCorrect}>
              Correct<span className="sr-only"> this update: {statusWord(status)}</span>
            </Button>
            <DeleteUpdate update={update} />
          </div>
        )}
      </div>
    </li>
  );
}

function DeleteUpdate({ update }: { update: PageUpdate }) {
  const { slug } = useTeam();
  const client = useTRPCClient();
  const input = { team: slug, updateId: update.id };
  const remove = useUndoable({
    run: () => client.incidents.deleteUpdate.mutate(input),
    undo: () => client.incidents.restoreUpdate.mutate(input),
    done: "The update was deleted.",
    undone: "The update is back.",
    changes: useTRPC().incidents.pathKey(),
  });
  return (
    <Button look="quiet" pending={remove.isPending} onClick={() => remove.mutate()}>
      Delete<span className="sr-only"> this update: {statusWord(update.status)}</span>
    </Button>
  );
}
