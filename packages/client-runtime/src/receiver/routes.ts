/** One registration: for which deliveries, and what to call. */
export interface Route<H> {
  readonly pattern: string;
  readonly handler: H;
}

/** @throws TypeError for what is no pattern */
export function checkPattern(pattern: string): void {
  if (pattern === "*" || /^.+\.[^.]+$/.test(pattern)) return;
  throw new TypeError(`"${pattern}" is no pattern. Accepted: "type.event", "type.*", "*.event" or "*".`);
}

/** Those that want a delivery of this type and any of these events, in the order in which they were registered. */
export function matching<H>(
  routes: readonly Route<H>[],
  objectType: string,
  events: readonly string[],
): Route<H>[] {
  return routes.filter(({ pattern }) => {
    if (pattern === "*") return true;
    const dot = pattern.lastIndexOf(".");
    const [type, event] = [pattern.slice(0, dot), pattern.slice(dot + 1)];
    return (type === "*" || type === objectType) && (event === "*" || events.includes(event));
  });
}
