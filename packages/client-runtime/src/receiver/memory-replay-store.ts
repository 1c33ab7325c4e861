import type { ReplayStore } from "./replay-store.js";

/** How much a memory store holds, and its clock. */
export interface MemoryReplayStoreOptions {
  /** Keys held at most, about 200 bytes each. Default 100 000. When it is full the oldest handled delivery is forgotten. */
  readonly maxEntries?: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** A replay store in memory: for one process, and lost when that ends. */
export function createMemoryReplayStore(options: MemoryReplayStoreOptions = {}): ReplayStore {
  const { maxEntries = 100_000, now = Date.now } = options;
  if (!(maxEntries >= 1)) throw new TypeError(`maxEntries is ${maxEntries}. Pass a number from 1 on.`);
  // By age: a key that changes goes to the end. Only handled deliveries may be forgotten, so they stand apart.
  const claims = new Map<string, { readonly token: string; readonly until: number }>();
  const commits = new Map<string, number>();
  return {
    claim(key, token, leaseMs) {
      if ((commits.get(key) ?? 0) > now()) return "committed";
      if ((claims.get(key)?.until ?? 0) > now()) return "in_flight";
      claims.delete(key);
      makeRoom(claims, commits, maxEntries, now());
      claims.set(key, { token, until: now() + leaseMs });
      return "claimed";
    },
    commit(key, retentionMs) {
      claims.delete(key);
      commits.delete(key);
      commits.set(key, now() + retentionMs);
    },
    release(key, token) {
      if (claims.get(key)?.token === token) claims.delete(key);
    },
  };
}

function makeRoom(
  claims: Map<string, { readonly until: number }>,
  commits: Map<string, number>,
  maxEntries: number,
  now: number,
): void {
  // What has expired goes first: leases last equally long, so that the oldest end first; so do commits.
  for (const [key, { until }] of claims)
    if (until <= now) claims.delete(key);
    else break;
  for (const [key, until] of commits)
    if (until <= now) commits.delete(key);
    else break;
  for (const key of commits.keys()) {
    if (claims.size + commits.size < maxEntries) return;
    commits.delete(key);
  }
  if (claims.size >= maxEntries) {
    throw new Error(
      `The replay store is full: ${maxEntries} deliveries are being handled. Raise maxEntries, or handle faster.`,
    );
  }
}
