"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "../server/app-router.ts";
import { refusalOf } from "./refusal.ts";
import { TRPCProvider } from "./trpc.ts";

const url = "/api/trpc";
// No other site can send this header, so that a forged request is told apart.
const headers = { "x-vedette": "1" };

/** The one road to the server: batched queries, and server-sent events for subscriptions. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(newQueryClient);
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === "subscription",
          true: httpSubscriptionLink({ url }),
          false: splitLink({
            condition: (operation) => operation.context["alone"] === true,
            true: httpLink({ url, headers }),
            false: httpBatchLink({ url, headers, maxURLLength: 8_000, maxItems: 10 }),
          }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays a refusal; only what may be a hiccup is asked again.
        retry: (failures, error) => failures < 2 && refusalOf(error).mayPass,
      },
    },
  });
}
