/** Picks entries: members that must all fit, or a function. */
export type Query<Entry, Filter> = Filter | ((entry: Entry) => boolean);

export interface WaitOptions {
  /** Real milliseconds. Default: 2000. */
  readonly timeout?: number;
  /** How many entries must fit. Default: 1. */
  readonly count?: number;
}

/** What happened, oldest first. The oldest entries go when the log is full. */
export interface Log<Entry, Filter> extends Iterable<Entry> {
  /** How many entries are kept. */
  readonly length: number;
  /** How many older ones the log had no room for. */
  readonly dropped: number;
  /** The entries that fit; all without a filter. */
  filter(query?: Query<Entry, Filter>): Entry[];
  /**
   * Resolves to the entries that fit as soon as there are enough, at once when there are already. Rejects with an Error that says
   * what was seen instead when the time is over.
   */
  waitFor(query: Query<Entry, Filter>, options?: WaitOptions): Promise<[Entry, ...Entry[]]>;
}

/** A log that can be written to. */
export interface WritableLog<Entry, Filter> extends Log<Entry, Filter> {
  append(entry: Entry): void;
  clear(): void;
}

/** What a log keeps, and how it talks about it. */
export interface LogOptions<Entry, Filter> {
  /** One entry as a noun, e.g. `request`. */
  readonly noun: string;
  /** Entries kept at most. */
  readonly limit: number;
  /** Sum of `sizeOf` over the kept entries at most. */
  readonly sizeLimit?: number;
  readonly sizeOf?: (entry: Entry) => number;
  readonly fits: (entry: Entry, filter: Filter) => boolean;
  /** An entry in one line. */
  readonly describe: (entry: Entry) => string;
}

const defaultTimeout = 2000;
const shownEntries = 10;

/** A bounded log in memory, with waiting. Each mock has its own. */
export function createLog<Entry, Filter extends object>(
  options: LogOptions<Entry, Filter>,
): WritableLog<Entry, Filter> {
  const { limit, sizeLimit = Number.POSITIVE_INFINITY, sizeOf = () => 0 } = options;
  let entries: (Entry | undefined)[] = [];
  // Kept apart: asking an entry again on its way out would fetch it from cold memory.
  let sizes: number[] = [];
  // Entries before `start` are gone. They are cut off in bulk: shifting one out of a long array moves all the others.
  let start = 0;
  let size = 0;
  let dropped = 0;
  const waiting = new Set<(entry: Entry) => void>();

  function append(entry: Entry): void {
    const bytes = sizeOf(entry);
    entries.push(entry);
    sizes.push(bytes);
    size += bytes;
    while (entries.length - start > limit || (size > sizeLimit && entries.length - start > 1)) dropOldest();
    for (const wake of waiting) wake(entry);
  }

  function dropOldest(): void {
    dropped += 1;
    size -= sizes[start] ?? 0;
    entries[start++] = undefined;
    if (start <= limit) return;
    entries = entries.slice(start);
    sizes = sizes.slice(start);
    start = 0;
  }

  const kept = () => entries.slice(start) as Entry[];

  function test(query: Query<Entry, Filter>): (entry: Entry) => boolean {
    return typeof query === "function" ? query : (entry) => options.fits(entry, query);
  }

  function waitFor(
    query: Query<Entry, Filter>,
    { timeout = defaultTimeout, count = 1 }: WaitOptions = {},
  ): Promise<[Entry, ...Entry[]]> {
    if (!Number.isSafeInteger(count) || count < 1) {
      return Promise.reject(new TypeError(`count is ${String(count)}. Wait for a whole number from 1.`));
    }
    const fits = test(query);
    const found = kept().filter(fits);
    return new Promise((resolve, reject) => {
      const finish = () => resolve(found as [Entry, ...Entry[]]);
      if (found.length >= count) return finish();
      const wake = (entry: Entry) => {
        if (!fits(entry)) return;
        found.push(entry);
        if (found.length < count) return;
        clearTimeout(timer);
        waiting.delete(wake);
        finish();
      };
      const timer = setTimeout(() => {
        waiting.delete(wake);
        reject(new Error(missed(options, query, { timeout, count }, found.length, kept())));
      }, timeout);
      waiting.add(wake);
    });
  }

  return {
    get length() {
      return entries.length - start;
    },
    get dropped() {
      return dropped;
    },
    [Symbol.iterator]: () => kept()[Symbol.iterator](),
    filter: (query) => (query === undefined ? kept() : kept().filter(test(query))),
    waitFor,
    append,
    clear() {
      entries = [];
      sizes = [];
      start = 0;
      size = 0;
      dropped = 0;
    },
  };
}

function missed<Entry, Filter>(
  { noun, describe }: LogOptions<Entry, Filter>,
  query: Query<Entry, Filter>,
  { timeout, count }: Required<WaitOptions>,
  found: number,
  seen: readonly Entry[],
): string {
  const wanted = typeof query === "function" ? "the given function" : JSON.stringify(query);
  const outcome = `Waited ${timeout} ms for ${count} ${noun}${count === 1 ? "" : "s"} fitting ${wanted}, got ${found}.`;
  if (seen.length === 0) return `${outcome} There was no ${noun} at all.`;
  const latest = seen.slice(-shownEntries);
  const which =
    seen.length > latest.length ? `The last ${latest.length} of ${seen.length}` : "All that was seen";
  return `${outcome} ${which}:\n${latest.map((entry) => `  ${describe(entry)}`).join("\n")}`;
}
