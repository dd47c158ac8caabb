/** A monitor as the editor offers it. */
export type MonitorChoice = { id: string; name: string; target: string };
