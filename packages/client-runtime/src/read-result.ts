import type { OperationDefinition } from "./definition.js";
import type { ValidationOptions } from "./options.js";
import { kindOf } from "./response-body.js";
import type { Failure, RequestSummary, Success } from "./result.js";
import type { Received } from "./transport/send.js";
import { describeAnswer } from "./unexpected-problem.js";

/** Turns an answer into a result: a success only when its documented body could be read, an object for every error. */
export function readResult(
  operation: OperationDefinition,
  request: RequestSummary,
  { response, body }: Received,
  { validate, validators }: ValidationOptions,
): Success | Failure<number | "unexpected"> {
  const { ok, status } = response;
  const kind = kindOf(operation, response);
  const rest = { response, request };
  if (ok && kind !== "json") return { ok, status, data: kind === "none" ? undefined : body, ...rest };
  let value: unknown = body;
  try {
    value = JSON.parse(body as string);
    if (kind === "json" && (ok || Object(value) === value)) {
      validators?.(validate, request, response, value);
      return ok ? { ok, status, data: value, ...rest } : { ok, status, error: value, ...rest };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { ok: false, status: "unexpected", error: describeAnswer(response, value), ...rest };
}
