"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Switcher } from "../../ui/switcher.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { type Scheme, withScheme } from "./with-scheme.ts";

const widths = { desktop: 1_024, phone: 390 } as const;
const heightPx = 620;

/** The page as visitors would see it now, in a frame that can run nothing and reach nothing. */
export function PagePreview({ pageId, pageName }: { pageId: string; pageName: string }) {
  const trpc = useTRPC();
  const team = useTeam();
  const [device, setDevice] = useState<keyof typeof widths>(() => (window.innerWidth < 640 ? "phone" : "desktop"));
  const [scheme, setScheme] = useState<Scheme>("light");
  const preview = useQuery(trpc.pages.preview.queryOptions({ team: team.slug, pageId }, { refetchInterval: 30_000 }));
  return (
    <section aria-label="Preview" className="min-w-0 lg:sticky lg:top-6">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <p className="flex-1 basis-44 text-muted">What is saved, as visitors see it</p>
        <Switcher
          label="Size of the preview"
          value={device}
          onChange={setDevice}
          choices={[
            { value: "desktop", text: "Desktop" },
            { value: "phone", text: "Phone" },
          ]}
        />
        <Switcher
          label="Colours of the preview"
          value={scheme}
          onChange={setScheme}
          choices={[
            { value: "light", text: "Light" },
            { value: "dark", text: "Dark" },
          ]}
        />
      </div>
      {preview.isError && preview.data === undefined && <RefusalNote error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.isPending && <Skeleton className="h-155" />}
      {preview.data !== undefined && (
        <Frame html={withScheme(preview.data.html, scheme)} widthPx={widths[device]} title={`Preview of ${pageName}`} />
      )}
    </section>
  );
}

/** Draws a page that is `widthPx` wide, scaled down to the room there is. */
function Frame({ html, widthPx, title }: { html: string; widthPx: number; title: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [roomPx, setRoomPx] = useState<number>(widthPx);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setRoomPx(entry.contentRect.width));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const scale = Math.min(1, roomPx / widthPx);
  return (
    <div ref={box} className="overflow-hidden rounded-xl border border-line-strong bg-surface" style={{ height: heightPx }}>
      <iframe
        title={title}
        srcDoc={html}
        sandbox=""
        className="mx-auto block origin-top-left border-0 bg-white"
        style={{
          width: widthPx,
          height: heightPx / scale,
          transform: `scale(${scale})`,
          marginLeft: Math.max(0, (roomPx - widthPx * scale) / 2),
        }}
      />
    </div>
  );
}
