import { RequestError } from "./request-error.js";

/** Thrown when no complete answer came: refused, reset, no such host, broken off. `cause` is what `fetch` threw last. */
export class ConnectionError extends RequestError {
  override readonly name = "ConnectionError";
}

/** `fetch` says only "fetch failed"; the reason (ECONNREFUSED …) is its cause's. */
export function innermost(error: unknown): string {
  const { cause, message, code } = Object(error) as Error & { code?: string };
  return cause ? innermost(cause) : message || code || String(error);
}
