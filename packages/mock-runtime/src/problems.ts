import { STATUS_CODES } from "node:http";
import type { PlainResponse } from "./http.js";

// Titles of `about:blank` are those of RFC 9110; node:http's table still has the older names of 413 and 422.
const titles = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
} as const;

/** The statuses that the mock refuses with. */
export type ProblemStatus = keyof typeof titles;

/** One entry of a problem's `errors`. */
export interface FieldProblem {
  /** JSON Pointer (RFC 6901) into the body; for a parameter `/query/limit`, `/path/id`, `/header/x`, `/cookie/x`. */
  readonly pointer: string;
  /** Stable name of the rule that failed: a JSON Schema keyword or one of the mock's own. */
  readonly code: string;
  /** What was got and what is accepted. */
  readonly detail: string;
}

/** Thrown anywhere below the engine, answered as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: ProblemStatus,
    detail: string,
    readonly errors: readonly FieldProblem[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

/** A problem as an answer; `instance` is the path that was asked for. */
export function problemResponse(problem: Problem, instance: string): PlainResponse {
  const { status, message: detail, errors, headers } = problem;
  return problemDocument(status, { detail, instance, ...(errors.length > 0 && { errors }) }, headers);
}

/** An answer of type `application/problem+json` with any status; `members` stand behind type, title and status, or replace them. */
export function problemDocument(
  status: number,
  members: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): PlainResponse {
  const title =
    (titles as Readonly<Record<number, string>>)[status] ?? STATUS_CODES[status] ?? "Unknown Error";
  return {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify({ type: "about:blank", title, status, ...members }),
  };
}

/** Refuses a body with all that is wrong with it (422). */
export function invalidBody(errors: readonly FieldProblem[]): Problem {
  return new Problem(422, summary("The body does not fit", errors), errors);
}

/** Refuses parameters with all that is wrong with them (400). */
export function invalidParameters(errors: readonly FieldProblem[]): Problem {
  return new Problem(400, summary("The parameters do not fit", errors), errors);
}

function summary(what: string, errors: readonly FieldProblem[]): string {
  const [first] = errors;
  if (first === undefined) return `${what}.`;
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : "";
  return `${what}: ${first.pointer || "the whole body"}: ${first.detail}${rest}`;
}
