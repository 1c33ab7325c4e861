/** A value, or a promise of one. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Remembers which deliveries were handled, so that each is handled once. Several processes may share one.
 * Keys are 64 hex characters. Where a method throws, the sender is asked to come again (503).
 */
export interface ReplayStore {
  /**
   * In **one atomic step**: takes the key for `token` unless it is taken already. A claim that is neither committed nor released
   * within `leaseMs` milliseconds is free again: its process has crashed.
   */
  claim(key: string, token: string, leaseMs: number): Awaitable<"claimed" | "in_flight" | "committed">;
  /** Remembers for `retentionMs` milliseconds that the delivery was handled, whoever holds the claim. */
  commit(key: string, retentionMs: number): Awaitable<void>;
  /** Gives the key free, if it is still claimed for `token`. */
  release(key: string, token: string): Awaitable<void>;
}
