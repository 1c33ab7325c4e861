import type { RequestSummary } from "../result.js";
import { countAttempts } from "./attempts.js";

/** Thrown when the last attempt's answer was not complete within `timeout`. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
  readonly operation: string;
  readonly method: string;
  /** Without the API key. */
  readonly url: string;
  /** How often the request was sent. */
  readonly attempts: number;
  /** Milliseconds that each attempt was given. */
  readonly timeout: number;

  constructor({ operation, method, url }: RequestSummary, attempts: number, timeout: number, cause: unknown) {
    super(
      `${operation} failed: ${method} ${url} was not answered within ${timeout} ms (${countAttempts(attempts)}). ` +
        "Raise the option timeout if the server needs longer; what the request asked for may have been done all the same.",
      { cause },
    );
    this.operation = operation;
    this.method = method;
    this.url = url;
    this.attempts = attempts;
    this.timeout = timeout;
  }
}
