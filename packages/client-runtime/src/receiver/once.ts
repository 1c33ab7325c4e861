import { Refusal } from "./refusal.js";
import type { ReplayStore } from "./replay-store.js";

/** How long claims and memories last, in milliseconds. */
export interface Terms {
  readonly leaseMs: number;
  readonly retentionMs: number;
}

/**
 * Runs the handlers of a delivery unless a copy was handled or is being handled. What they threw gives the claim back. Where they
 * outlast the lease the sender is asked to come again, and their end is still recorded.
 */
export async function once(
  store: ReplayStore,
  key: string,
  { leaseMs, retentionMs }: Terms,
  handle: (signal: AbortSignal) => Promise<void>,
): Promise<"handled" | "duplicate"> {
  const token = crypto.randomUUID();
  const state = await storing(() => store.claim(key, token, leaseMs));
  if (state === "committed") return "duplicate";
  if (state === "in_flight") throw new Refusal("in_flight", "A copy of this delivery is being handled.");

  const lease = new AbortController();
  const handled = (async () => {
    try {
      await handle(lease.signal);
    } catch (error) {
      await storing(() => store.release(key, token));
      throw new Refusal("handler_failed", `A handler threw: ${String(error)}`, error);
    }
    await storing(() => store.commit(key, retentionMs));
    return "handled" as const;
  })();
  const timedOut = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => {
      const late = new Refusal(
        "handler_timeout",
        `The handlers are still at work after ${leaseMs} ms (leaseMs).`,
      );
      lease.abort(late);
      reject(late);
    }, leaseMs);
    // Its own end is reported by `handled`.
    handled.catch(() => undefined).finally(() => clearTimeout(timer));
  });
  return Promise.race([handled, timedOut]);
}

async function storing<R>(act: () => R | Promise<R>): Promise<R> {
  try {
    return await act();
  } catch (error) {
    throw new Refusal("store_failed", `The replay store threw: ${String(error)}`, error);
  }
}
