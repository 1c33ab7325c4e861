import type { Answer } from "./exchange.js";
import { Refusal, type RefusalReason, refusalStatuses } from "./refusal.js";

/** One request, answered. */
export interface Outcome {
  /** `unhandled`: genuine, and no handler's pattern matches. Else why it was refused. */
  readonly outcome: "handled" | "duplicate" | "unhandled" | RefusalReason;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Of a refusal: what was found and what is accepted. For a log, not for the sender. */
  readonly message?: string;
  /** What a handler, the store, the resolver or the connection threw. */
  readonly error?: unknown;
}

/** The outcome of what was thrown: a refusal, or a fault of ours that must not look like one. */
export function refused(thrown: unknown): Outcome {
  const refusal = (thrown instanceof Refusal ? thrown : new Refusal("handler_failed", thrown)) as Refusal;
  const { reason, message, detail } = refusal;
  const error = typeof detail === "string" ? undefined : detail;
  return { outcome: reason, status: refusalStatuses[reason], message, error };
}

/** Prints what is answered 500: a handler that fails, or a setup that cannot work, must not go unseen. */
export function report({ status, message, error }: Outcome): void {
  if (status === 500) console.error(message, error ?? "");
}

/** A refusal names its reason; what to do is told to a sender only where it is no secret of this server. */
export function answerTo({ outcome: title, status, message }: Outcome): Answer {
  if (!message) return { status, headers: {}, body: "" };
  // Without a value a member is not written.
  const detail = title === "body_already_parsed" ? message : undefined;
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(status === 405 && { allow: "POST" }),
      ...(status === 503 && { "retry-after": "1" }),
    },
    body: JSON.stringify({ status, title, detail }),
  };
}
