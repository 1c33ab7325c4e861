import type { Signatures } from "./authenticate.js";
import type { Outcome } from "./outcome.js";
import type { Awaitable, ReplayStore } from "./replay-store.js";
import type { ReceiverTypes } from "./types.js";

/** What is known of a request when its subscription is looked up. */
export interface SubscriptionQuery {
  /** What was called. With node:http, Express and Fastify the host is always `localhost`: see the `host` header. */
  readonly url: URL;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The subscription as the body states it. **Not signed**: anyone who captured a delivery can send it with another one. */
  readonly claimed: Readonly<Record<string, unknown>>;
}

/** Subscriptions by the path of the URL that was called, or a function that finds one; nothing for one that is not known. */
export type Subscriptions<S> =
  | Readonly<Record<string, S>>
  | ((query: SubscriptionQuery) => Awaitable<S | null | undefined>);

/** How a receiver is set up. */
export interface ReceiverOptions<T extends ReceiverTypes> {
  /** The shared secret, or several while one replaces another. */
  readonly secrets: string | Uint8Array | readonly (string | Uint8Array)[];
  /**
   * Which subscription a delivery belongs to: by the URL that was called, each subscription having one of its own that nobody can
   * guess, or by a function. Absent: what the delivery claims is believed, and a warning says so.
   */
  readonly subscriptions?: Subscriptions<T["subscription"]> | undefined;
  /** Refuse a delivery whose subscription was made for another path or query than was called. Default false: it may have been changed since. */
  readonly compareUrl?: boolean | undefined;
  /** Refuse a delivery without the strongest signature that the API declares, which may have been stripped. Default true. */
  readonly requireStrongest?: boolean | undefined;
  /** Which signatures are checked. Default: those in the body, as the spec declares them; `standardWebhooks()` checks headers in their place. */
  readonly signatures?: Signatures | undefined;
  /** Where it is kept what was handled. Default: in memory, for one process. */
  readonly replayStore?: ReplayStore | undefined;
  /** Milliseconds that a handler may take; after that a copy may be handled. Default 60 000. */
  readonly leaseMs?: number | undefined;
  /** Milliseconds for which copies are recognised; at least as long as the API repeats deliveries. Default 21 days. */
  readonly retentionMs?: number | undefined;
  /** Larger bodies are refused while they arrive. Default 5 MiB. */
  readonly maxBytes?: number | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Called once for each answer: to count and to log. Default: prints what is answered 500. What it throws is printed. */
  readonly onOutcome?: ((outcome: Outcome) => void) | undefined;
}
