import Link from "next/link";

export function MonitorLink({ monitor, base }: { monitor: { id: string; name: string; target: string }; base: string }) {
  return (
    <Link href={`${base}/monitors/${monitor.id}`} className="min-w-0 flex-1 hover:underline">
      <span className="block truncate font-medium">{monitor.name}</span>
      <span className="block truncate text-xs text-muted">{monitor.target}</span>
    </Link>
  );
}
