import type { RequestSummary } from "../result.js";

/** What all errors of a call have in common. The message holds method, URL and what happened, never the API key. */
export class RequestError extends Error {
  readonly request: RequestSummary;

  constructor({ operation, method, url }: RequestSummary, what: string, options?: ErrorOptions) {
    super(`${method} ${url} ${what}`, options);
    this.request = { operation, method, url };
  }
}
