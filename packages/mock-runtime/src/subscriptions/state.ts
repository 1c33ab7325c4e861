import type { SourceEvent } from "../sources/sources.js";
import type { JsonObject } from "../json.js";

/** Whether a subscription is delivered to; times are milliseconds since 1970 on the mock's clock. */
export type Health =
  | { readonly state: "healthy" }
  /** Its last delivery used up its retries. */
  | { readonly state: "unhealthy"; readonly since: number }
  /** Its receiver answered 410. */
  | { readonly state: "stopped"; readonly since: number };

/** What is sent as one delivery. */
export interface Page {
  readonly objects: readonly JsonObject[];
  /** Number of the last change of each object. */
  readonly changes: readonly number[];
}

/** What is being delivered, page by page; the first page is the one under way. */
export interface Batch {
  readonly trigger: "poll" | "native" | "initial";
  /** Id of the poll that found it. */
  readonly poll?: string;
  /** Where the cursor goes once the last page is acknowledged. */
  readonly to: number;
  pages: readonly Page[];
  /** It waits until the response to the create is flushed. */
  held?: true;
  /** Id of its first delivery. */
  id?: string;
  /** Id of the delivery of the first page, once that is made. */
  delivery?: string;
}

/** An event that waits for the one before it. */
export type QueuedEvent = Pick<SourceEvent, "what" | "change" | "object">;

/** What the mock knows of a subscription beside its item: plain data. */
export interface SubscriptionState {
  readonly id: string;
  readonly source: string;
  readonly objectType: string;
  /** Changes of the source up to this number are reported. */
  cursor: number;
  /** Time of the last poll, or of the creation. */
  checked: number;
  /** How often it was polled. */
  polls: number;
  /** When it is polled next, if it is a virtual one. */
  due: number;
  health: Health;
  /** Native events in order. */
  queue: QueuedEvent[];
  /** At most one at a time. */
  batch?: Batch;
  /** The settings that it was last seen with. */
  mode: unknown;
  interval: number;
}

/** Runs work on one subscription at a time: a poll, a trigger and a change of the same one must not interleave. */
export function createSerial(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = tails.get(key);
    const running = before === undefined ? work() : before.then(work, work);
    tails.set(key, running);
    return running.finally(() => {
      if (tails.get(key) === running) tails.delete(key);
    });
  };
}
