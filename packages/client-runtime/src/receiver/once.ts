import { Refusal } from "./refusal.js";
import type { ReplayStore } from "./replay-store.js";

/**
 * Runs the handlers of a delivery unless a copy was handled or is being handled. What they threw gives the claim back. Where they
 * outlast the lease the sender is asked to come again, and their end is still recorded.
 * @param leaseMs how long a claim lasts, in milliseconds
 * @param retentionMs how long it is remembered what was handled, in milliseconds
 */
export async function once(
  store: ReplayStore,
  key: string,
  leaseMs: number,
  retentionMs: number,
  handle: (signal: AbortSignal) => Promise<void>,
): Promise<"handled" | "duplicate"> {
  const token = crypto.randomUUID();
  const lease = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const state = await store.claim(key, token, leaseMs);
    if (state === "committed") return "duplicate";
    if (state === "in_flight") throw new Refusal(state, key);

    const late = new Promise<never>((_resolve, reject) => {
      const abort = () => {
        lease.abort();
        reject(new Refusal("handler_timeout", `leaseMs is ${leaseMs}`));
      };
      // A timer that is set for longer fires at once.
      timer = setTimeout(abort, Math.min(leaseMs, 2 ** 31 - 1));
    });
    const handled = async () => {
      try {
        await handle(lease.signal);
      } catch (error) {
        await store.release(key, token);
        throw new Refusal("handler_failed", error);
      }
      await store.commit(key, retentionMs);
    };
    await Promise.race([handled(), late]);
    return "handled";
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal("store_failed", error);
  } finally {
    clearTimeout(timer);
  }
}
