/** The last moment that a date can name, in milliseconds: the end of a stretch that lasts. */
export const endlessMs = 8_640_000_000_000_000;
