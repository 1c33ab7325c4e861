import type { Duration } from "../clock/duration.js";

/** When a rule fires. All that is given must hold; a rule of nothing but an effect fires always. */
interface FaultTiming {
  /** Fires this many times, then never again. Default: without end. */
  readonly times?: number;
  /** Lets this many matches through first. Default: 0. */
  readonly after?: number;
  /** Chance that a match fires, 0 to 1, drawn from the mock's seed. Default: 1. */
  readonly probability?: number;
}

/** What a rule can ask of a request. */
export interface FaultableRequest {
  /** operationId; undefined for a path that the API does not have. */
  readonly operation?: string | undefined;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Something that goes wrong with requests. Effects add up: a late 503 with a wrong content type is one rule. Without `match` it is
 * plain data that survives JSON.
 */
export interface RequestFault extends FaultTiming {
  readonly on?: "request";
  /** operationId. */
  readonly operation?: string;
  readonly method?: string;
  /** Path without the query; `*` stands for any text. */
  readonly path?: string;
  readonly match?: (request: FaultableRequest) => boolean;

  /**
   * Whether the operation still takes effect when its answer is replaced or lost (status, rateLimit, hang, reset). Default: false.
   * True is the lost answer: done, and the caller never hears of it.
   */
  readonly act?: boolean;
  /** Answers with this status, with a problem unless the status has no body. */
  readonly status?: number;
  /** Detail of the problem, or members to put into it. Alone it means status 500. */
  readonly problem?: string | Readonly<Record<string, unknown>>;
  /** Headers to set on the answer, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Waits before anything else, in the time of the mock's clock. */
  readonly latency?: Duration;
  /** Never answers: until the caller gives up (true), or for a time of the mock's clock, after which the connection is cut. */
  readonly hang?: true | Duration;
  /** Cuts the connection without an answer. */
  readonly reset?: true;
  /** Answers 429 with Retry-After (RFC 9110 section 10.2.3) and RateLimit fields. */
  readonly rateLimit?: {
    /** In whole seconds, rounded up. */
    readonly retryAfter: Duration;
    /** Default: 100. */
    readonly limit?: number;
  };
  /** Cuts the connection after this many bytes of the body; true: half of it. */
  readonly truncate?: true | number;
  /** Breaks the syntax of the body. */
  readonly malformed?: true;
  /** Says that the body is something else. */
  readonly contentType?: string;
  /** Sends the body in pieces of `bytes` (default 1) with a pause of `every` (of the mock's clock) between them. */
  readonly drip?: { readonly bytes?: number; readonly every: Duration };
}

/** What a rule can ask of an attempt at a delivery. */
export interface FaultableDelivery {
  readonly id: string;
  /** Id of the subscription, if it belongs to one. */
  readonly subscription: string | undefined;
  readonly url: string;
  readonly kind: string;
  /** 1 for the first. */
  readonly attempt: number;
}

/** Something that goes wrong with deliveries, as if the receiver or the way to it had failed. */
export interface DeliveryFault extends FaultTiming {
  readonly on: "delivery";
  readonly subscription?: string;
  /** `*` stands for any text. */
  readonly url?: string;
  readonly kind?: string;
  readonly match?: (delivery: FaultableDelivery) => boolean;

  /** The attempt is not sent and counts as answered with this status. */
  readonly status?: number;
  /** With the status, or 500: the detail of the problem that counts as the answer, or members to put into it. */
  readonly problem?: string | Readonly<Record<string, unknown>>;
  /** The attempt is not sent and counts as answered 429, with Retry-After and RateLimit fields. */
  readonly rateLimit?: NonNullable<RequestFault["rateLimit"]>;
  /** Puts the attempt off, in the time of the mock's clock. */
  readonly latency?: Duration;
  /** The attempt is not sent and fails after this time of the mock's clock; true: after `deliveryTimeout`. */
  readonly hang?: true | Duration;
  /** The attempt is not sent and counts as a cut connection. */
  readonly reset?: true;
  /** Sends it this many times more, with the same bytes; true: once. The first answer is the one that counts. */
  readonly duplicate?: true | number;
  /** Cuts the connection after so many bytes of the body were sent; true: half of it. */
  readonly truncate?: true | number;
  /** Breaks the syntax of the body that is sent. */
  readonly malformed?: true;
  /** Says that the body that is sent is something else. */
  readonly contentType?: string;
  /** Sends the body in pieces of `bytes` (default 1) with a pause of `every` between them: real time, within `deliveryTimeout`. */
  readonly drip?: { readonly bytes?: number; readonly every: Duration };
}

export type Fault = RequestFault | DeliveryFault;

/** A rule as `list` shows it. */
export interface FaultEntry {
  /** `fault-1` for the first of a mock. */
  readonly id: string;
  readonly rule: Fault;
  /** Requests or attempts that its conditions met. */
  readonly matched: number;
  /** How often it took effect. */
  readonly fired: number;
}
