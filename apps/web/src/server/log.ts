import { pino } from "pino";

/** One line of JSON each. Nothing of a request's body, cookies or query is ever given to it. */
export const log = pino({ name: "web", base: null, formatters: { level: (level) => ({ level }) } });
