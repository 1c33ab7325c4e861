import type { Answer } from "./exchange.js";
import { Refusal, type RefusalReason, refusalStatuses } from "./refusal.js";

/** One request, answered. */
export interface Outcome {
  /** `unhandled`: genuine, and no handler's pattern matches. Else why it was refused. */
  readonly outcome: "handled" | "duplicate" | "unhandled" | RefusalReason;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Of a refusal: what was found, what is accepted and what to do. For a log, not for the sender. */
  readonly message?: string;
  /** What a handler, the store, the resolver or the connection threw. */
  readonly error?: unknown;
}

/** The outcome of what was thrown: a refusal, or a fault of ours that must not look like one. */
export function refused(thrown: unknown): Outcome {
  if (!(thrown instanceof Refusal))
    return { outcome: "handler_failed", status: 500, message: String(thrown), error: thrown };
  const { reason, message, error } = thrown;
  return { outcome: reason, status: refusalStatuses[reason], message, error };
}

/** Prints what is answered 500: a handler that fails, or a setup that cannot work, must not go unseen. */
export function report({ status, message, error }: Outcome): void {
  if (status === 500) console.error(message, error ?? "");
}

/** A refusal names its reason; what to do is told to a sender only where it is no secret of this server. */
export function answerTo({ outcome, status, message }: Outcome): Answer {
  if (!(outcome in refusalStatuses)) return { status, headers: {}, body: "" };
  const problem = {
    status,
    title: outcome,
    ...(outcome === "body_already_parsed" ? { detail: message } : {}),
  };
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(status === 405 ? { allow: "POST" } : {}),
      ...(status === 503 ? { "retry-after": "1" } : {}),
    },
    body: JSON.stringify(problem),
  };
}
