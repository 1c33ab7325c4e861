import { Refusal as AnyRefusal } from "@hookspec/signature";

/** Why a delivery was not handled, and the HTTP status that says so to the sender. Never 410, which would stop the subscription. */
export const refusalStatuses = {
  /** Not a POST. */
  method_not_allowed: 405,
  /** More bytes than `maxBytes`. */
  body_too_large: 413,
  /** The connection ended within the body. */
  body_incomplete: 400,
  /** Something before the receiver read the body: a mistake in the setup of this server. */
  body_already_parsed: 500,
  /** Not one JSON object in UTF-8, with each top-level key once. */
  bad_json: 400,
  /** A signed member, a signature or a header has not the form that the API declares. */
  malformed: 400,
  /** No signature, an empty one, or not the strongest one. */
  missing_signature: 401,
  /** No secret gives the signature. */
  mismatch: 401,
  /** Sent longer ago than the tolerance (Standard Webhooks only). */
  too_old: 401,
  /** Sent further in the future than the tolerance (Standard Webhooks only). */
  too_new: 401,
  /** Genuine, of a subscription that is not known (yet). */
  unknown_subscription: 503,
  /** `subscriptions` threw. */
  resolver_failed: 503,
  /** The replay store threw. */
  store_failed: 503,
  /** A copy of it is being handled. */
  in_flight: 503,
  /** The handler is still at work after `leaseMs`. */
  handler_timeout: 503,
  /** A handler threw. */
  handler_failed: 500,
} as const;

/** One of the names of `refusalStatuses`. */
export type RefusalReason = keyof typeof refusalStatuses;

/** Leaves the line of steps from where a delivery is refused; never seen by callers. */
export const Refusal = AnyRefusal<RefusalReason>;
export type Refusal = AnyRefusal<RefusalReason>;
