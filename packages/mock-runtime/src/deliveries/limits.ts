/** Hands out room for requests under way: so many in all, so many to one origin. */
export interface Limits {
  /** Resolves when there is room; the returned function gives it back. Undefined when there is room at once. */
  enter(origin: string): Promise<void> | undefined;
  leave(origin: string): void;
}

/** First come, first served, but for an origin that is full: it does not hold up the others. */
export function createLimits(total: number, perOrigin: number): Limits {
  const counts = new Map<string, number>();
  let waiting: { readonly origin: string; readonly start: () => void }[] = [];
  let underWay = 0;

  const hasRoom = (origin: string) => underWay < total && (counts.get(origin) ?? 0) < perOrigin;

  function take(origin: string): void {
    underWay += 1;
    counts.set(origin, (counts.get(origin) ?? 0) + 1);
  }

  return {
    enter(origin) {
      if (!hasRoom(origin)) return new Promise((start) => waiting.push({ origin, start }));
      take(origin);
      return undefined;
    },
    leave(origin) {
      underWay -= 1;
      const left = (counts.get(origin) ?? 0) - 1;
      if (left > 0) counts.set(origin, left);
      else counts.delete(origin);
      const next = waiting.find((one) => hasRoom(one.origin));
      if (next === undefined) return;
      waiting = waiting.filter((one) => one !== next);
      take(next.origin);
      next.start();
    },
  };
}
