import { CopyButton } from "../../ui/copy-button.tsx";

/** The link that lets its reader join, to be copied and handed over. */
export function InvitationLink({ link, email }: { link: string; email: string }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <code
        aria-label={`Link for ${email}`}
        className="min-w-0 flex-1 basis-56 rounded-md border border-line bg-page px-2 py-1 font-mono text-xs break-all select-all"
      >
        {link}
      </code>
      <CopyButton text={link} label="Copy link" />
    </div>
  );
}
