import type { DeliveryDefinition } from "../definition.js";

/** What a declared delivery is: polled, pushed, or a page of an initial sync. */
export type DeclaredKind = Exclude<keyof DeliveryDefinition["kind"], "field">;

/** `webhook` is a POST that the roles of the spec say nothing about, sent by `mock.webhooks`. */
export type DeliveryKind = DeclaredKind | "webhook";

/** Why a delivery was made: by a poll, by an event at the source, by an initial sync, by `emit`, or by hand. */
export type DeliveryTrigger = "poll" | "native" | "initial" | "emit" | "manual";

/** One POST of a delivery and its answer. */
export interface DeliveryAttempt {
  /** 1 for the first. */
  readonly n: number;
  /** Time of the mock's clock, milliseconds since 1970. */
  readonly at: number;
  readonly url: string;
  /** As it was sent: header names in lower case, the exact body. */
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** As it was answered; the body is cut after 64 KiB. Absent when there was no answer. */
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** The receiver's HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** True when the status is one that the spec counts as delivered. */
  readonly ok: boolean;
  /** Why it failed, absent when it did not. */
  readonly reason?: string;
  /** Id of the fault rule that had a hand in it. */
  readonly fault?: string;
  /** Real milliseconds from connecting to the last byte read. */
  readonly ms: number;
}

/** One delivery: the same bytes, POSTed until they are acknowledged or given up. A live view, it goes on with the delivery. */
export interface Delivery {
  /** 24 hexadecimal digits, unique in its mock. */
  readonly id: string;
  /** When it was made, milliseconds since 1970 on the mock's clock. */
  readonly at: number;
  /** Id of the subscription, if it belongs to one. */
  readonly subscription: string | undefined;
  /** Whose changes it reports. */
  readonly source: string | undefined;
  readonly objectType: string | undefined;
  /** Where the last attempt went, or the next will go. */
  readonly url: string;
  readonly kind: DeliveryKind;
  readonly trigger: DeliveryTrigger;
  /** Id of the poll that found the changes: the subscription's id, a dot, and the number of the poll (1 for its first). */
  readonly poll: string | undefined;
  /** Shared by the pages that one poll, event or initial sync was split into: the id of the first. */
  readonly batch: string | undefined;
  /** Numbers of the changes at the source that it reports. */
  readonly changes: readonly number[];
  readonly status: "pending" | "delivered" | "failed" | "cancelled";
  /** Why it failed or was cancelled. */
  readonly reason: string | undefined;
  /** When it will be attempted again, milliseconds since 1970; only while pending. */
  readonly nextAttemptAt: number | undefined;
  /** What each attempt sends; the body is empty when it was cancelled before it was made up. */
  readonly request: DeliveryAttempt["request"];
  /** How often it was sent on schedule, including attempts that the log has dropped. */
  readonly attempted: number;
  /** How often it was sent at all, by hand too. */
  readonly sent: number;
  /** The attempts that the log still has, oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
}

/** One attempt, with what it belongs to. */
export interface DeliveryReport extends Omit<DeliveryAttempt, "n" | "at"> {
  /** Id of the delivery. */
  readonly id: string;
  /** Id of the subscription. */
  readonly subscription?: string;
  readonly kind: DeliveryKind;
}

/** An attempt as a report. */
export function reportOf(
  delivery: Delivery,
  { n: _n, at: _at, ...attempt }: DeliveryAttempt,
): DeliveryReport {
  const { id, subscription, kind } = delivery;
  return { id, ...(subscription !== undefined && { subscription }), kind, ...attempt };
}
