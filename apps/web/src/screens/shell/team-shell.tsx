"use client";
import { useQuery } from "@tanstack/react-query";
import { type Permission } from "@vedette/core/access";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useMemo } from "react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { KeyboardProvider } from "../../ui/keyboard.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { ToastProvider } from "../../ui/toast.tsx";
import { AppFrame } from "./app-frame.tsx";
import { DelayNotice } from "./delay-notice.tsx";
import { FrameSkeleton } from "./frame-skeleton.tsx";
import { LiveConnection } from "./live-connection.tsx";
import { TeamContext } from "./team-context.tsx";

/** The frame of every screen of a team. Who is not signed in is sent to sign in and comes back here. */
export function TeamShell({ slug, children }: { slug: string; children: ReactNode }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.session.me.queryOptions({}));
  const instance = useQuery({ ...trpc.session.instance.queryOptions({}), staleTime: Number.POSITIVE_INFINITY });
  const team = useQuery(trpc.team.get.queryOptions({ team: slug }));
  const failure = me.error ?? team.error ?? instance.error;
  const code = failure === null ? null : refusalOf(failure).code;
  useSendToSignIn(code === "unauthenticated");

  const place = useMemo(() => {
    if (me.data === undefined || team.data === undefined || instance.data === undefined) return null;
    const can = (permission: Permission) => team.data.permissions.includes(permission);
    return { slug, base: `/t/${slug}`, team: team.data, ...me.data, instance: instance.data, can };
  }, [slug, me.data, team.data, instance.data]);

  if (place === null) {
    if (failure === null || code === "unauthenticated") return <FrameSkeleton />;
    const retry = () => void Promise.all([me.refetch(), team.refetch(), instance.refetch()]);
    return (
      <main id="main" className="mx-auto flex max-w-lg flex-col gap-4 px-4 py-24">
        <h1 className="text-xl font-semibold">This team cannot be shown</h1>
        <RefusalNote error={failure} onRetry={retry} />
        <div>
          <ButtonLink href="/start">Choose a team</ButtonLink>
        </div>
      </main>
    );
  }
  return (
    <TeamContext value={place}>
      <KeyboardProvider>
        <ToastProvider>
          <AppFrame
            notice={
              <>
                <LiveConnection />
                <DelayNotice />
              </>
            }
          >
            {children}
          </AppFrame>
        </ToastProvider>
      </KeyboardProvider>
    </TeamContext>
  );
}

function useSendToSignIn(isSignedOut: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!isSignedOut) return;
    router.replace(`/login?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
  }, [isSignedOut, router]);
}
