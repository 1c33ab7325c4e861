import type { UnexpectedProblem } from "./unexpected-problem.js";

/** What was asked, for logs and messages. The URL is written without the API key. */
export interface RequestSummary {
  /** operationId. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
}

/** Any 2xx answer whose body could be read. `response` gives status and headers; its body has been read already. */
export interface Success<Status extends number = number, Data = unknown> {
  readonly ok: true;
  readonly status: Status;
  readonly data: Data;
  readonly response: Response;
  readonly request: RequestSummary;
}

/** Every other answer. `error` is always an object, whatever the server sent. */
export interface Failure<Status extends number | "unexpected" = number, Problem = unknown> {
  readonly ok: false;
  readonly status: Status;
  readonly error: Problem;
  readonly response: Response;
  readonly request: RequestSummary;
}

/**
 * What a call resolves with: the documented successes, the documented failures, and what no spec can exclude (a proxy's HTML page,
 * an empty 502, a 200 that is no JSON), whose `status` is `"unexpected"` so that a documented one proves what `data` or `error` is.
 */
export type Result<Documented extends Success | Failure> =
  | Documented
  | Failure<"unexpected", UnexpectedProblem>;

/** The `data` of a result's successes. */
export type DataOf<R extends Success | Failure<number | "unexpected">> = R extends {
  ok: true;
  data: infer Data;
}
  ? Data
  : never;
