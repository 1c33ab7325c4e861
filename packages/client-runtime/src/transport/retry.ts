import type { Timing } from "./timing.js";

/** Milliseconds. */
const firstBackoff = 500;
const longestBackoff = 8_000;
/** A server that asks for more than a minute's patience is not asked again at all; its answer goes to the caller. */
const longestRetryAfter = 60_000;

/**
 * Milliseconds until a request may be sent again, Infinity where it may not: after no answer, 408, 429, 502, 503 and 504; after 500
 * by an idempotent method (RFC 9110 §9.2.2). Other methods only where the request is `repeatable`.
 */
export function retryDelay(
  method: string,
  repeatable: boolean | undefined,
  response: Response | undefined,
  repeats: number,
  timing: Timing,
): number {
  const isIdempotent = !/^P[OA]/.test(method); // POST, PATCH
  const status = response?.status;
  if (
    !(isIdempotent || repeatable) ||
    (status && !/408|429|50[234]/.test(`${status}`) && !(status === 500 && isIdempotent))
  ) {
    return Infinity;
  }
  const asked = retryAfter(response?.headers, timing.now());
  if (asked >= 0) return asked <= longestRetryAfter ? asked : Infinity;
  // full jitter: clients that failed together do not come back together
  return timing.random() * Math.min(longestBackoff, firstBackoff * 2 ** repeats);
}

/** Milliseconds asked for: `retry-after-ms`, or Retry-After in seconds or as an HTTP date (RFC 9110 §10.2.3). NaN: none to read. */
export function retryAfter(headers: Headers | undefined, now: number): number {
  const ms = headers?.get("retry-after-ms");
  const after = headers?.get("retry-after") ?? "";
  if (ms) return +ms;
  if (/^\d+$/.test(after)) return +after * 1000;
  // the oldest of the three date forms (asctime) names no zone, and means GMT
  return /^[A-Z]/.test(after) ? Math.max(0, Date.parse(after.replace(/( GMT)?$/, " GMT")) - now) : NaN;
}
