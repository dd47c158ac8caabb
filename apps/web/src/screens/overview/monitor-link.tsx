import Link from "next/link";
import { cx } from "../../ui/cx.ts";

type MonitorLinkProps = { monitor: { id: string; name: string; target: string }; base: string; className?: string };

export function MonitorLink({ monitor, base, className }: MonitorLinkProps) {
  return (
    <Link href={`${base}/monitors/${monitor.id}`} className={cx("min-w-0 flex-1 hover:underline", className)}>
      <span className="block truncate font-medium">{monitor.name}</span>
      <span className="block truncate text-xs text-muted">{monitor.target}</span>
    </Link>
  );
}
