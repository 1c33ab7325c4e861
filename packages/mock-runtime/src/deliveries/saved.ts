import type { DeliveryRecord } from "./ledger.js";
import type { DeliveryAttempt } from "./report.js";

/** What of a delivery never changes. Kept apart: its body is the most of it, and need not be saved with each attempt. */
export type DeliveryEntry = Pick<
  DeliveryRecord,
  | "id"
  | "at"
  | "subscription"
  | "source"
  | "objectType"
  | "kind"
  | "trigger"
  | "poll"
  | "batch"
  | "changes"
  | "request"
>;

/** What of a delivery changes. */
export type StatusEntry = Pick<
  DeliveryRecord,
  "url" | "status" | "reason" | "nextAttemptAt" | "attempted" | "sent"
>;

/** An attempt sends what its delivery says; headers and body only where they differ. */
export type AttemptEntry = Omit<DeliveryAttempt, "request"> & Partial<DeliveryAttempt["request"]>;

export function deliveryEntry(record: DeliveryRecord): DeliveryEntry {
  const { id, at, subscription, source, objectType, kind, trigger, poll, batch, changes, request } = record;
  return { id, at, subscription, source, objectType, kind, trigger, poll, batch, changes, request };
}

export function statusEntry(record: DeliveryRecord): StatusEntry {
  const { url, status, reason, nextAttemptAt, attempted, sent } = record;
  return { url, status, reason, nextAttemptAt, attempted, sent };
}

export function attemptEntry(
  { request }: DeliveryRecord,
  { request: sent, ...rest }: DeliveryAttempt,
): AttemptEntry {
  const hasSameHeaders = JSON.stringify(sent.headers) === JSON.stringify(request.headers);
  return {
    ...rest,
    ...(!hasSameHeaders && { headers: sent.headers }),
    ...(sent.body !== request.body && { body: sent.body }),
  };
}

/** The record that these entries came from. */
export function recordOf(
  delivery: DeliveryEntry,
  status: StatusEntry,
  attempts: Iterable<AttemptEntry>,
): DeliveryRecord {
  const { id, at, subscription, source, objectType, kind, trigger, poll, batch, changes, request } = delivery;
  const { url, status: word, reason, nextAttemptAt, attempted, sent } = status;
  return {
    id,
    at,
    subscription,
    source,
    objectType,
    url,
    kind,
    trigger,
    poll,
    batch,
    changes,
    status: word,
    reason,
    nextAttemptAt,
    request,
    attempted,
    sent,
    attempts: [...attempts].map(({ headers, body, ...rest }) => ({
      ...rest,
      request:
        headers === undefined && body === undefined
          ? request
          : { headers: headers ?? request.headers, body: body ?? request.body },
    })),
  };
}
