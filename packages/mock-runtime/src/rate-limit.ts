import type { Clock } from "./clock/clock.js";
import { milliseconds, type Duration } from "./clock/duration.js";
import { rateLimitFields } from "./faults/apply.js";
import { Problem } from "./problems.js";

/** So many requests in a span of the mock's clock, counted for each key. */
export interface RateLimit {
  readonly limit: number;
  readonly window: Duration;
}

/** Counts requests in windows that start with a key's first request. */
export interface RateLimiter {
  /** The headers of the answer. Throws a 429 when the window is used up. */
  take(key: string): Readonly<Record<string, string>>;
  clear(): void;
}

/** Keys counted at most: a caller who makes up keys must not fill the memory. */
const countedKeys = 10_000;

export function createRateLimiter({ limit, window }: RateLimit, clock: Clock): RateLimiter {
  const span = milliseconds(window);
  const windows = new Map<string, { readonly end: number; used: number }>();

  function windowOf(key: string, now: number): { readonly end: number; used: number } {
    const found = windows.get(key);
    if (found !== undefined && now < found.end) return found;
    const opened = { end: now + span, used: 0 };
    // Deleted first, so that the oldest window is the map's first.
    windows.delete(key);
    windows.set(key, opened);
    const [oldest] = windows.keys();
    if (windows.size > countedKeys && oldest !== undefined) windows.delete(oldest);
    return opened;
  }

  return {
    take(key) {
      const now = clock.now();
      const current = windowOf(key, now);
      const seconds = Math.max(1, Math.ceil((current.end - now) / 1000));
      if (current.used < limit) {
        current.used += 1;
        const { "retry-after": _, ...fields } = rateLimitFields(limit, limit - current.used, seconds);
        return fields;
      }
      const detail = `This key has sent ${limit} requests, which is the limit of ${span / 1000} s. Try again in ${seconds} s.`;
      throw new Problem(429, detail, [], rateLimitFields(limit, 0, seconds));
    },
    clear: () => windows.clear(),
  };
}
