import type { Timing } from "./timing.js";

const idempotent = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"]);
const transient = new Set([429, 502, 503, 504]);

const firstBackoff = 500;
const longestBackoff = 8_000;
/** A server that asks for more than a minute's patience is not asked again at all; its answer goes to the caller. */
const longestRetryAfter = 60_000;

/**
 * Milliseconds until a request may be sent again, or undefined when it may not. Idempotent methods (RFC 9110 §9.2.2) may
 * after no answer, 429, 502, 503 and 504; POST and PATCH after 429 only, the one answer that says nothing was done.
 */
export function retryDelay(
  method: string,
  response: Response | undefined,
  attempts: number,
  timing: Timing,
): number | undefined {
  if (
    !(response?.status === 429 || (idempotent.has(method) && (!response || transient.has(response.status))))
  ) {
    return undefined;
  }
  const asked = parseRetryAfter(response?.headers.get("retry-after") ?? null, timing.now());
  if (asked !== undefined) return asked <= longestRetryAfter ? asked : undefined;
  // half fixed, half by chance: clients that failed together do not come back together
  return Math.min(longestBackoff, firstBackoff * 2 ** (attempts - 1)) * (0.5 + timing.random() / 2);
}

/** Milliseconds asked for by a Retry-After of seconds or an HTTP date (RFC 9110 §10.2.3); undefined when there is none to read. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  if (!/^[A-Z][a-z]{2,8},? /.test(value)) return undefined;
  // the oldest of the three date forms (asctime) names no zone, and means GMT
  const date = Date.parse(value.endsWith("GMT") ? value : `${value} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
