import type { RequestSummary } from "../result.js";

/** One attempt at a request. */
export interface Attempt extends RequestSummary {
  /** 1 for the first. */
  readonly attempt: number;
  /** Whether the attempt before was answered with 401, so that the key is asked for anew. */
  readonly refused: boolean;
  /** Of this attempt alone: may be changed. Without the API key, which is added after the last hook. */
  readonly headers: Headers;
  readonly body?: BodyInit | undefined;
  /** Aborted when the attempt's time is up or the caller gave up. */
  readonly signal: AbortSignal;
}

/**
 * Stands around every attempt, the first hook outermost: calls `next` to have it sent, and gives back its answer or another. The
 * answer's body is read after all hooks; one that reads it must do so from a clone. What a hook throws rejects the call.
 */
export type Hook = (attempt: Attempt, next: (attempt: Attempt) => Promise<Response>) => Promise<Response>;
