/** One registration: for which deliveries, and what to call. */
export interface Route<H> {
  readonly pattern: string;
  readonly handler: H;
}

/** @throws TypeError for what is no pattern: no delivery would ever match it */
export function checkPattern(pattern: string): void {
  if (!/^(\*|.+\..+)$/.test(pattern))
    throw new TypeError(`"${pattern}" is no pattern such as "type.event" or "*".`);
}

/** Those that want a delivery of this type and any of these events, in the order in which they were registered. */
export function matching<H>(
  routes: readonly Route<H>[],
  objectType: string,
  events: readonly string[],
): Route<H>[] {
  const patterns = ["*", ...["*", ...events].flatMap((event) => [`${objectType}.${event}`, `*.${event}`])];
  return routes.filter(({ pattern }) => patterns.includes(pattern));
}
