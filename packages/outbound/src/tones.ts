import type { AlertTone } from "@vedette/core/alert-words";

/** What an alert looks like in services that colour messages. Shape and words say the same, for whoever sees no colour. */
export const tones: Record<AlertTone, { colour: `#${string}`; sign: string }> = {
  down: { colour: "#c62828", sign: "🔴" },
  degraded: { colour: "#b26a00", sign: "🟠" },
  acknowledged: { colour: "#1565c0", sign: "👀" },
  resolved: { colour: "#2e7d32", sign: "✅" },
  test: { colour: "#546e7a", sign: "🔔" },
  failing: { colour: "#b26a00", sign: "⚠️" },
};
