import { checkNumbers } from "./check-numbers.js";
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
  checkNumbers({ maxEntries });
  // By age: a key that changes goes to the end. Only a claim has a token.
  const entries = new Map<string, { readonly token?: string; readonly until: number }>();
  return {
    claim(key, token, leaseMs) {
      const held = entries.get(key);
      if (held && held.until > now()) return held.token ? "in_flight" : "committed";
      entries.delete(key);
      // What has expired makes room, then what was handled longest ago; a claim that holds never does.
      for (const [old, { token: claimed, until }] of entries) {
        if (until <= now() || (!claimed && entries.size >= maxEntries)) entries.delete(old);
        else if (!claimed) break;
      }
      // All of them are deliveries that are being handled.
      if (entries.size >= maxEntries) throw new Error(`maxEntries is ${maxEntries}`);
      entries.set(key, { token, until: now() + leaseMs });
      return "claimed";
    },
    commit(key, retentionMs) {
      entries.delete(key);
      entries.set(key, { until: now() + retentionMs });
    },
    release(key, token) {
      if (entries.get(key)?.token === token) entries.delete(key);
    },
  };
}
