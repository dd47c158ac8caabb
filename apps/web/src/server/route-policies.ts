/**
 * Who may call each route handler of the app, and where the decision is made. A route handler without a row here fails the
 * build's tests, and so does a row without a route.
 */
export const routePolicies: Readonly<Record<string, string>> = {
  "api/trpc/[trpc]": "each procedure states its own policy; POST needs our own origin, JSON and the header x-vedette",
  "api/form/[action]": "anyone from our own pages; attempts are limited; accept needs a session and the invited address, act a signed link",
  "api/press/[source]":
    "whoever holds what a button of a message carries, and nobody's cookie: it does what the button says, at most 200 times an hour for a channel",
  "api/calendar/[token]": "whoever has the key of the calendar, which is in its address: who is on call when, and nothing else",
  "leave/[token]": "whoever holds the key in a mail: it takes that recipient off that channel and does nothing else",
  healthz: "anyone: says only that the process answers",
  readyz: "anyone: says only whether the database answers",
  metrics: "whoever has METRICS_TOKEN; where none is set, this machine alone",
};
