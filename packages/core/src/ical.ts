/** An event of a calendar; times are milliseconds since the epoch. `uid` stays the same for the same event. */
export type CalendarEvent = { uid: string; fromMs: number; untilMs: number; summary: string; description: string };

/** A calendar as RFC 5545 has it: CRLF, lines folded at 75 octets, text escaped, every time in UTC. */
export function calendarOf(name: string, events: readonly CalendarEvent[], nowMs: number): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Vedette//On call//EN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escaped(name)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ...events.flatMap((event) => [
      "BEGIN:VEVENT",
      `UID:${escaped(event.uid)}`,
      `DTSTAMP:${utc(nowMs)}`,
      `DTSTART:${utc(event.fromMs)}`,
      `DTEND:${utc(event.untilMs)}`,
      `SUMMARY:${escaped(event.summary)}`,
      ...(event.description === "" ? [] : [`DESCRIPTION:${escaped(event.description)}`]),
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

const utc = (atMs: number) => new Date(atMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");

/** Section 3.3.11; what may not stand in a line at all becomes a space. */
function escaped(text: string): string {
  const marked = text.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll(/\r\n|\n|\r/g, "\\n");
  // eslint-disable-next-line no-control-regex -- the point is to name them
  return marked.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, " ");
}

/** Section 3.1: at most 75 octets a line, never cut within a character. */
function folded(line: string): string {
  let [out, octets] = ["", 0];
  for (const sign of line) {
    const point = sign.codePointAt(0) ?? 0;
    const size = point < 0x80 ? 1 : point < 0x8_00 ? 2 : point < 0x1_00_00 ? 3 : 4;
    if (octets + size > 75) [out, octets] = [`${out}\r\n `, 1];
    out += sign;
    octets += size;
  }
  return out;
}
