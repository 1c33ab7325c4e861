import type { Log, Query, WaitOptions } from "../log.js";
import type { Changes } from "../store/changes.js";
import type { Delivery, DeliveryAttempt } from "./report.js";
import { attemptEntry, deliveryEntry, statusEntry } from "./saved.js";

/** Picks deliveries: every member given must fit. */
export type DeliveryFilter = Partial<
  Pick<
    Delivery,
    "id" | "subscription" | "source" | "objectType" | "url" | "kind" | "trigger" | "poll" | "batch" | "status"
  >
>;

/** A delivery as the queue writes it. */
export type DeliveryRecord = { -readonly [Member in keyof Omit<Delivery, "attempts">]: Delivery[Member] } & {
  readonly attempts: DeliveryAttempt[];
};

/** The ledger as plain data. */
export interface LedgerSnapshot {
  readonly deliveries: readonly DeliveryRecord[];
  readonly dropped: number;
}

/** All deliveries, newest last: as many as their attempts fit into the limits. */
export interface Ledger extends Log<Delivery, DeliveryFilter> {
  /** How many attempts the log had no room for. */
  readonly dropped: number;
  get(id: string): DeliveryRecord | undefined;
  add(record: DeliveryRecord): void;
  /** Keeps an attempt; drops the oldest when there are too many. */
  record(record: DeliveryRecord, attempt: DeliveryAttempt): void;
  /** Notes when a pending delivery is attempted again. */
  plan(record: DeliveryRecord, at: number): void;
  /** Notes how a delivery ended. */
  end(
    record: DeliveryRecord,
    status: Exclude<Delivery["status"], "pending">,
    reason: string | undefined,
  ): void;
  /** The pending ones, of one subscription or of all. */
  pending(subscription?: string): readonly DeliveryRecord[];
  readonly pendingCount: number;
  snapshot(): LedgerSnapshot;
  restore(snapshot: LedgerSnapshot): void;
  clear(): void;
}

const defaultTimeout = 2000;
const shownDeliveries = 10;
/** Characters of bodies that the log keeps at most: large payloads must not fill the memory before the count does. */
const sizeLimit = 64 * 1024 * 1024;

/** `limit` counts attempts (and deliveries that never had one). */
export function createLedger(limit: number, changes?: Changes): Ledger {
  const records = new Map<string, DeliveryRecord>();
  const waiting = new Map<string | undefined, Set<DeliveryRecord>>();
  const watchers = new Set<() => void>();
  // One entry for each attempt in the order of the attempts: the oldest attempt of its delivery is the one that goes with it.
  let entries: (DeliveryRecord | undefined)[] = [];
  // Entries before `start` are gone; they are cut off in bulk.
  let start = 0;
  let size = 0;
  let dropped = 0;
  let pendingCount = 0;

  function wake(): void {
    for (const watch of watchers) watch();
  }

  function log(record: DeliveryRecord, attempt: DeliveryAttempt | undefined): void {
    entries.push(record);
    size += sizeOf(attempt);
    while (entries.length - start > limit || (size > sizeLimit && entries.length - start > 1)) dropOldest();
  }

  function dropOldest(): void {
    const oldest = entries[start] as DeliveryRecord;
    entries[start++] = undefined;
    const attempt = oldest.attempts.shift();
    size -= sizeOf(attempt);
    if (attempt !== undefined) dropped += 1;
    if (attempt !== undefined) changes?.remove("attempt", [oldest.id, String(attempt.n)]);
    forgetIfOver(oldest);
    if (start <= limit) return;
    entries = entries.slice(start);
    start = 0;
  }

  function forgetIfOver(record: DeliveryRecord): void {
    if (record.status === "pending" || record.attempts.length > 0 || !records.delete(record.id)) return;
    changes?.remove("status", [record.id]);
    changes?.remove("delivery", [record.id]);
  }

  /** One that the log has dropped is not saved any more either. */
  function report(record: DeliveryRecord, attempt?: DeliveryAttempt): void {
    if (changes === undefined || records.get(record.id) !== record) return;
    changes.put("status", [record.id], () => statusEntry(record));
    if (attempt !== undefined)
      changes.put("attempt", [record.id, String(attempt.n)], () => attemptEntry(record, attempt));
  }

  function countPending(record: DeliveryRecord, isPending: boolean): void {
    pendingCount += isPending ? 1 : -1;
    const same = waiting.get(record.subscription) ?? new Set();
    if (isPending) same.add(record);
    else same.delete(record);
    if (same.size > 0) waiting.set(record.subscription, same);
    else waiting.delete(record.subscription);
  }

  function add(record: DeliveryRecord): void {
    records.set(record.id, record);
    changes?.put("delivery", [record.id], () => deliveryEntry(record));
    report(record);
    if (record.status === "pending") countPending(record, true);
    else log(record, undefined);
    wake();
  }

  function clear(): void {
    records.clear();
    waiting.clear();
    entries = [];
    start = size = dropped = pendingCount = 0;
  }

  const all = (): Delivery[] => [...records.values()];

  return {
    get length() {
      return records.size;
    },
    get dropped() {
      return dropped;
    },
    get pendingCount() {
      return pendingCount;
    },
    [Symbol.iterator]: () => all()[Symbol.iterator](),
    filter: (query) => (query === undefined ? all() : all().filter(test(query))),
    waitFor(query, options = {}) {
      return waitForDeliveries(all, watchers, query, options);
    },
    get: (id) => records.get(id),
    add,
    record(record, attempt) {
      record.attempts.push(attempt);
      report(record, attempt);
      log(record, attempt);
      wake();
    },
    plan(record, at) {
      record.nextAttemptAt = at;
      report(record);
      wake();
    },
    end(record, status, reason) {
      const wasPending = record.status === "pending";
      record.status = status;
      record.reason = reason;
      record.nextAttemptAt = undefined;
      report(record);
      if (wasPending) countPending(record, false);
      // Without an attempt nothing would ever push it out of the log.
      if (wasPending && record.attempts.length === 0) log(record, undefined);
      wake();
    },
    pending: (subscription) =>
      subscription === undefined
        ? [...waiting.values()].flatMap((same) => [...same])
        : [...(waiting.get(subscription) ?? [])],
    snapshot: () => ({ deliveries: structuredClone([...records.values()]), dropped }),
    restore(snapshot) {
      clear();
      for (const saved of structuredClone(snapshot.deliveries)) {
        const record = { ...saved, attempts: [...saved.attempts] };
        records.set(record.id, record);
        if (record.status === "pending") countPending(record, true);
        else if (record.attempts.length === 0) log(record, undefined);
        for (const attempt of record.attempts) log(record, attempt);
      }
      ({ dropped } = snapshot);
      wake();
    },
    clear,
  };
}

/** Characters that an attempt keeps in memory; the request is shared by the attempts of its delivery, and counted with the first. */
function sizeOf(attempt: DeliveryAttempt | undefined): number {
  if (attempt === undefined) return 0;
  return (attempt.n === 1 ? attempt.request.body.length : 0) + (attempt.response?.body.length ?? 0);
}

function test(query: Query<Delivery, DeliveryFilter>): (delivery: Delivery) => boolean {
  if (typeof query === "function") return query;
  const wanted = Object.entries(query) as [keyof DeliveryFilter, unknown][];
  return (delivery) => wanted.every(([member, value]) => value === undefined || delivery[member] === value);
}

function waitForDeliveries(
  all: () => Delivery[],
  watchers: Set<() => void>,
  query: Query<Delivery, DeliveryFilter>,
  { timeout = defaultTimeout, count = 1 }: WaitOptions,
): Promise<[Delivery, ...Delivery[]]> {
  if (!Number.isSafeInteger(count) || count < 1) {
    return Promise.reject(new TypeError(`count is ${String(count)}. Wait for a whole number from 1.`));
  }
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = all().filter(test(query));
      if (found.length < count) return;
      watchers.delete(look);
      clearTimeout(timer);
      resolve(found as [Delivery, ...Delivery[]]);
    };
    const timer = setTimeout(() => {
      watchers.delete(look);
      reject(new Error(missed(all(), query, timeout, count)));
    }, timeout);
    watchers.add(look);
    look();
  });
}

function missed(
  seen: readonly Delivery[],
  query: Query<Delivery, DeliveryFilter>,
  timeout: number,
  count: number,
): string {
  const wanted = typeof query === "function" ? "the given function" : JSON.stringify(query);
  const deliveries = count === 1 ? "delivery" : "deliveries";
  const outcome = `Waited ${timeout} ms for ${count} ${deliveries} fitting ${wanted}, got ${seen.filter(test(query)).length}.`;
  if (seen.length === 0)
    return `${outcome} There was no delivery at all; a virtual clock has to be advanced for one.`;
  const latest = seen.slice(-shownDeliveries);
  const which =
    seen.length > latest.length ? `The last ${latest.length} of ${seen.length}` : "All that was seen";
  return `${outcome} ${which}:\n${latest.map((delivery) => `  ${describeDelivery(delivery)}`).join("\n")}`;
}

/** A delivery in one line. */
export function describeDelivery({
  id,
  kind,
  trigger,
  url,
  status,
  reason,
  attempted,
  ...rest
}: Delivery): string {
  const next =
    rest.nextAttemptAt === undefined ? "" : `, next attempt ${new Date(rest.nextAttemptAt).toISOString()}`;
  const last = rest.attempts.at(-1)?.reason;
  const why = reason ?? last;
  return `${kind} delivery ${id} (${trigger}) to ${url}: ${status} after ${attempted} attempt${attempted === 1 ? "" : "s"}${why === undefined ? "" : `, ${why}`}${next}`;
}
