import { CopyButton } from "../../ui/copy-button.tsx";

/** A webhook's signing secret, at the only moment at which it is known to the browser. */
export function SecretOnce({ secret }: { secret: string }) {
  return (
    <div className="rounded-lg border border-line-strong bg-surface p-4">
      <p className="font-medium">The signing secret, shown this once</p>
      <p className="mt-1 text-muted">Your receiver checks every message with it. Copy it now: it cannot be read again, only replaced.</p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-60 rounded-md border border-line bg-page px-2.5 py-1.5 font-mono text-xs break-all select-all">
          {secret}
        </code>
        <CopyButton text={secret} label="Copy secret" />
      </div>
    </div>
  );
}
