/** What stands at a chart's cursor. */
export function ChartTip({ title, lines }: { title: string; lines: readonly (readonly [name: string, value: string])[] }) {
  return (
    <div className="rounded-md border border-line-strong bg-raised px-3 py-2 text-xs shadow-lg shadow-(color:--shadow)">
      <p className="tabular font-medium">{title}</p>
      <dl className="mt-1 grid grid-cols-[auto_auto] gap-x-4">
        {lines.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="tabular text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
