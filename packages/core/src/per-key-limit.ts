export type PerKeyLimit = {
  /** Counts one more of the key. False: there are more than the limit now; it is to be ended, and then left like any other. */
  enter: (key: string) => boolean;
  /** Once for each `enter`. */
  leave: (key: string) => void;
};

/** Counts what is open, by whom; keeps nothing of a key of which nothing is open. */
export function perKeyLimit(most: number): PerKeyLimit {
  const open = new Map<string, number>();
  return {
    enter: (key) => {
      const count = (open.get(key) ?? 0) + 1;
      open.set(key, count);
      return count <= most;
    },
    leave: (key) => {
      const left = (open.get(key) ?? 1) - 1;
      if (left === 0) open.delete(key);
      else open.set(key, left);
    },
  };
}
