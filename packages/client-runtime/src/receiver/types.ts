import type { Awaitable } from "./replay-store.js";

/** The types of one API's deliveries, which a generated receiver fills in. */
export interface ReceiverTypes {
  /** The whole payload. */
  readonly delivery: object;
  /** What is known of a subscription. */
  readonly subscription: object;
  /** Types of objects, and events, that the spec names: those of patterns. */
  readonly objectType: string;
  readonly event: string;
  /** The same with what may be added later: those that arrive. */
  readonly anyObjectType: string;
  readonly anyEvent: string;
  /** Type of the data where `objects` does not tell more. */
  readonly data: unknown;
  /** Type of the data by type of object, from who writes the receiver. */
  readonly objects: object;
}

/** Which deliveries a handler wants: one event of one type, all events of a type, one event of all types, or all. */
export type Pattern<T extends ReceiverTypes> =
  | "*"
  | `${T["objectType"]}.${T["event"]}`
  | `${T["objectType"]}.*`
  | `*.${T["event"]}`;

type ObjectTypeOf<T extends ReceiverTypes, P> = P extends `${infer O}.${T["event"] | "*"}`
  ? O extends "*"
    ? T["anyObjectType"]
    : O
  : T["anyObjectType"];

type DataOf<T extends ReceiverTypes, O> = O extends keyof T["objects"] ? T["objects"][O] : T["data"];

/** A genuine delivery, as a handler gets it. */
export interface ReceivedDelivery<T extends ReceiverTypes, P = "*"> {
  /** The changed objects: the parse of the very bytes that were signed. */
  readonly data: DataOf<T, ObjectTypeOf<T, P>>;
  /** The whole payload. Only what the API signs is proven. */
  readonly delivery: T["delivery"];
  /** The subscription as `subscriptions` gave it; without that option, what the delivery claims. */
  readonly subscription: T["subscription"];
  /** Of the subscription. */
  readonly objectType: ObjectTypeOf<T, P>;
  /** What may have happened: all events of the subscription, since a delivery does not say which of them it tells. */
  readonly events: readonly T["anyEvent"][];
  /** The body, exactly as it was received. */
  readonly rawBody: Uint8Array;
  /** Aborts when the claim runs out (`leaseMs`): a copy may then be handled, so stop. */
  readonly signal: AbortSignal;
}

/** Resolves when the delivery is safely kept; throws or rejects to have it sent again. */
export type DeliveryHandler<T extends ReceiverTypes, P = "*"> = (
  received: ReceivedDelivery<T, P>,
) => Awaitable<unknown>;
