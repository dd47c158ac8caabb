"use client";
import type { FactValue } from "@vedette/core/assertion/assertion";
import type { CertificateFacts, DnsFacts, Evidence } from "@vedette/core/probe-result";
import type { ReactNode } from "react";
import { dateTimeText, formatUs } from "../../ui/format.ts";
import { BodyView } from "./body-view.tsx";
import type { Asserting } from "./condition-for.ts";
import { Assertable, Mono, Part } from "./evidence-parts.tsx";

/** What one check sent and got: facts first, long parts folded away. Values become conditions where `asserting` takes them. */
export function EvidenceView({ evidence, asserting }: { evidence: Evidence; asserting?: Asserting | undefined }) {
  const { request, address, redirects, tls, certificates, dns, facts, response, transcript, steps, change, detail } = evidence;
  return (
    <div className="flex flex-col gap-3 text-sm">
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 [&>dt]:text-muted">
        {request !== undefined && <Fact term="Request">{<Mono>{`${request.method} ${request.url}`}</Mono>}</Fact>}
        {address !== undefined && <Fact term="Address">{<Mono>{address}</Mono>}</Fact>}
        {redirects !== undefined && redirects.length > 0 && (
          <Fact term="Redirects">
            <ol>
              {redirects.map((hop, i) => (
                <li key={i} className="wrap-anywhere">
                  <span className="tabular">{hop.status}</span> → <Mono>{hop.location}</Mono>
                  {hop.insecure === true && " (without TLS)"}
                </li>
              ))}
            </ol>
          </Fact>
        )}
        {tls !== undefined && <Fact term="TLS">{`${tls.protocol}, ${tls.cipher}${tls.trusted ? "" : ", not trusted"}`}</Fact>}
        {detail !== undefined && <Fact term="Detail">{<Mono>{detail}</Mono>}</Fact>}
        {Object.entries(facts ?? {})
          .filter(([name]) => !name.startsWith("tls.") && name !== "address" && name !== "latency")
          .map(([name, value]) => (
            <Fact key={name} term={name}>
              <Assertable asserting={asserting} subject={name} value={value}>
                {factText(value)}
              </Assertable>
            </Fact>
          ))}
      </dl>
      {change !== undefined && <Change change={change} />}
      {certificates !== undefined && <CertificateChain certificates={certificates} />}
      {dns !== undefined && <DnsAnswers dns={dns} />}
      {steps !== undefined && <Steps steps={steps} />}
      {transcript !== undefined && <Transcript turns={transcript} />}
      {response !== undefined && response.headers.length > 0 && <Headers headers={response.headers} asserting={asserting} />}
      {response?.body !== undefined && response.body !== "" && <BodyView body={response.body} asserting={asserting} />}
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="wrap-anywhere">{term}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}

function factText(value: FactValue): string {
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "number" ? String(Math.round(value * 1_000) / 1_000) : String(value);
}

function validityText(isoDate: string): string {
  return isoDate === "" ? "a date that cannot be read" : dateTimeText(Date.parse(isoDate));
}

/** The server's own certificate first, then what it sent along. */
export function CertificateChain({ certificates }: { certificates: readonly CertificateFacts[] }) {
  return (
    <Part title={`${certificates.length === 1 ? "Certificate" : `${certificates.length} certificates`}`} isOpen>
      <ol className="flex flex-col gap-2">
        {certificates.map((certificate, i) => (
          <li key={certificate.fingerprint} className={i === 0 ? "" : "border-t border-line pt-2"}>
            <p className="font-medium wrap-anywhere">{certificate.subject}</p>
            <p className="text-muted wrap-anywhere">
              issued by {certificate.issuer}; valid {validityText(certificate.validFrom)} to{" "}
              <span className="text-fg">{validityText(certificate.validTo)}</span>
            </p>
            {certificate.names.length > 0 && <p className="wrap-anywhere">for {certificate.names.join(", ")}</p>}
            <p className="font-mono text-xs text-muted wrap-anywhere">SHA-256 {certificate.fingerprint}</p>
          </li>
        ))}
      </ol>
    </Part>
  );
}

export function DnsAnswers({ dns }: { dns: readonly DnsFacts[] }) {
  return (
    <Part title="DNS answers" isOpen>
      <ul className="flex flex-col gap-2">
        {dns.map((answer, i) => (
          <li key={i}>
            <p>
              <Mono>{answer.question}</Mono> <span className="text-muted">asked of</span> <Mono>{answer.server}</Mono>{" "}
              <span className="tabular text-muted">
                {answer.code}, {formatUs(answer.durationUs)}
              </span>
            </p>
            <ul className="ml-4 list-disc">
              {answer.answers.map((text) => (
                <li key={text}>
                  <Mono>{text}</Mono>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Steps({ steps }: { steps: NonNullable<Evidence["steps"]> }) {
  return (
    <Part title="Steps" isOpen>
      <ol className="ml-5 list-decimal">
        {steps.map((step, i) => (
          <li key={i}>
            <span className="font-medium">{step.name}</span>{" "}
            <span className="tabular text-muted">
              {step.status === null ? "" : `status ${step.status}, `}
              {formatUs(step.totalUs)}
            </span>
            {step.failure !== undefined && <p>{step.failure}</p>}
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Change({ change: { before, after } }: { change: NonNullable<Evidence["change"]> }) {
  return (
    <Part title="Change" isOpen>
      <div className="grid gap-2 sm:grid-cols-2">
        {[before, after].map((text, i) => (
          <pre key={i} aria-label={i === 0 ? "Approved" : "Now"} className="max-h-60 overflow-auto font-mono text-xs whitespace-pre-wrap">
            {text}
          </pre>
        ))}
      </div>
    </Part>
  );
}

function Transcript({ turns }: { turns: NonNullable<Evidence["transcript"]> }) {
  return (
    <Part title="Conversation" isOpen>
      <ol className="flex flex-col gap-1 font-mono text-xs">
        {turns.map((turn, i) => (
          <li key={i} className="grid grid-cols-[3.5rem_minmax(0,1fr)] gap-2">
            <span className="text-muted">{turn.from === "us" ? "sent" : "got"}</span>
            <span className="whitespace-pre-wrap wrap-anywhere">{turn.text}</span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Headers({ headers, asserting }: { headers: readonly [name: string, value: string][]; asserting: Asserting | undefined }) {
  return (
    <Part title={`${headers.length} response headers`}>
      <dl className="space-y-0.5 text-xs">
        {headers.map(([name, value], i) => (
          <div key={`${name}-${i}`}>
            <dt className="inline font-mono text-muted">{name}: </dt>
            <dd className="inline">
              <Assertable asserting={asserting} subject="header" argument={name} value={value}>
                {value}
              </Assertable>
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}
