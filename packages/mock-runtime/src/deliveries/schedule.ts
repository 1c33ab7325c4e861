import type { RetryDefinition } from "../definition.js";

const minute = 60_000;
/** A receiver may put off its next attempt by so much at most. */
const longestRetryAfter = 24 * 60 * minute;

/**
 * When a delivery that was attempted `attempted` times is attempted again, undefined when its retries are used up. `retryAfter` is
 * the header of the answer (RFC 9110 section 10.2.3): it can put the attempt off by a day at most, never bring it forward.
 */
export function nextAttempt(
  retry: RetryDefinition,
  attempted: number,
  now: number,
  retryAfter: string | undefined,
): number | undefined {
  if (attempted > retry.retries) return undefined;
  const wait = retry.schedule === "immediate" ? 0 : retry.start * fibonacci(attempted + 1) * minute;
  return now + Math.max(wait, Math.min(retryAfterOf(retryAfter, now), longestRetryAfter));
}

function fibonacci(n: number): number {
  let [last, next] = [0, 1];
  for (let step = 1; step < n; step++) [last, next] = [next, last + next];
  return next;
}

/** Milliseconds from `now`, 0 for what is no such header. */
function retryAfterOf(text: string | undefined, now: number): number {
  if (text === undefined) return 0;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(date - now, 0);
}
