import type { RequestSummary } from "../result.js";
import { countAttempts } from "./attempts.js";

/** Thrown when no answer came: refused, reset, no such host. `cause` is what `fetch` threw last. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly operation: string;
  readonly method: string;
  /** Without the API key. */
  readonly url: string;
  /** How often the request was sent. */
  readonly attempts: number;

  constructor({ operation, method, url }: RequestSummary, attempts: number, cause: unknown) {
    super(
      `${operation} failed: ${method} ${url} got no answer in ${countAttempts(attempts)}: ${innermost(cause)}. ` +
        "Check the address and the network; what the request asked for may have been done all the same.",
      { cause },
    );
    this.operation = operation;
    this.method = method;
    this.url = url;
    this.attempts = attempts;
  }
}

/** `fetch` says only "fetch failed"; the reason (ECONNREFUSED …) is its cause's. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return innermost(error.cause);
  const { code } = error as { code?: unknown };
  return error.message || (typeof code === "string" && code) || error.name;
}
