/** The five signs of a state. Every state is told apart by shape, word and colour, in bars also by height and pattern. */
export type StatusKey = "up" | "degraded" | "down" | "maintenance" | "no_data";
export type StatusStyle = { word: string; glyph: string; light: string; dark: string };

/** What status colours lie on, and what text is written in; "no data" is drawn in the foreground. */
export const pageColours = {
  light: { background: "#ffffff", foreground: "#10161d", muted: "#55606c", line: "#d8dee4" },
  dark: { background: "#0b0f14", foreground: "#e9eef3", muted: "#9aa6b2", line: "#27303a" },
} as const;

/** At least 3:1 against the page, and far apart under normal, protan, deutan and tritan sight: the test recomputes it all. */
export const statusStyle = {
  up: { word: "Operational", glyph: "●", light: "#1a9e8f", dark: "#4fe3cf" },
  degraded: { word: "Degraded", glyph: "▲", light: "#b87a12", dark: "#f5b12b" },
  down: { word: "Down", glyph: "■", light: "#9a1030", dark: "#e0605c" },
  maintenance: { word: "Under maintenance", glyph: "◆", light: "#4f4a9a", dark: "#8b7be6" },
  no_data: { word: "No data", glyph: "○", light: pageColours.light.foreground, dark: pageColours.dark.foreground },
} as const satisfies Record<StatusKey, StatusStyle>;
