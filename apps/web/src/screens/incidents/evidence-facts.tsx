import type { CheckDetail } from "@vedette/core/monitor-record";
import type { ReactNode } from "react";
import { PhaseBar } from "../monitors/phase-bar.tsx";

/** What one check sent and got, as a list of facts; headers folded away. */
export function EvidenceFacts({ check }: { check: CheckDetail }) {
  const { evidence } = check;
  const facts: [term: string, value: ReactNode][] = [];
  if (evidence?.request !== undefined)
    facts.push(["Request", <Mono key="request">{`${evidence.request.method} ${evidence.request.url}`}</Mono>]);
  if (evidence?.address !== undefined) facts.push(["Address", <Mono key="address">{evidence.address}</Mono>]);
  for (const redirect of evidence?.redirects ?? [])
    facts.push([`Redirect ${redirect.status}`, <Mono key={redirect.location}>{redirect.location}</Mono>]);
  if (check.status !== null) facts.push(["Status", check.status]);
  if (evidence?.detail !== undefined) facts.push(["Detail", <Mono key="detail">{evidence.detail}</Mono>]);
  for (const { subject, issuer, validFrom, validTo } of evidence?.certificates ?? [])
    facts.push(["Certificate", `${subject}, issued by ${issuer}, valid ${validFrom} to ${validTo}`]);
  facts.push(["Phases", <Phases key="phases" check={check} />]);
  const headers = evidence?.response?.headers ?? [];
  return (
    <>
      <dl className="mt-3 space-y-2 border-t border-line pt-3">
        {facts.map(([term, value], i) => (
          <div key={`${term}-${i}`} className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-2">
            <dt className="text-muted">{term}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {headers.length > 0 && <Headers headers={headers} />}
      {evidence === null && <p className="mt-2 text-muted">Nothing more was kept of this check.</p>}
    </>
  );
}

function Phases({ check }: { check: CheckDetail }) {
  const isStarted = Object.values(check.phases).some((us) => us !== null);
  return isStarted ? <PhaseBar phases={check.phases} /> : "The check got no further than its start.";
}

function Headers({ headers }: { headers: readonly [name: string, value: string][] }) {
  return (
    <details className="mt-2">
      <summary className="touchable inline-flex min-h-6 items-center underline underline-offset-2">
        {headers.length} response headers
      </summary>
      <dl className="mt-1 space-y-0.5 font-mono text-xs break-all">
        {headers.map(([name, value], i) => (
          <div key={`${name}-${i}`}>
            <dt className="inline text-muted">{name}: </dt>
            <dd className="inline">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Mono({ children }: { children: string }) {
  return <code className="font-mono text-xs break-all">{children}</code>;
}
