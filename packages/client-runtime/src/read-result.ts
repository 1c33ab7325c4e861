import type { OperationDefinition, ResponseKind } from "./definition.js";
import type { ValidationOptions } from "./options.js";
import type { Failure, RequestSummary, Success } from "./result.js";
import type { Body, Received } from "./transport/send.js";
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

/** How a response's body is taken in. */
export const bodyReader =
  (operation: OperationDefinition) =>
  async (response: Response): Promise<Body> => {
    const { binary, stream } = operation.responses;
    const kind = (binary || stream) && response.ok ? kindOf(operation, response) : "";
    if (kind === "stream") return response.body ?? new Blob().stream();
    return kind === "binary" ? response.blob() : response.text();
  };

/**
 * OpenAPI 3.1 §4.8.16: an exact status goes before a range, a range before `default`. A success that the spec does not name is
 * read as the one that it does: an unnamed 201 with the promised JSON must not look like a failure, an empty 204 in its place must.
 */
function kindOf(
  { method, responses }: OperationDefinition,
  { status, ok }: Response,
): ResponseKind | undefined {
  if (method === "HEAD") return "none";
  const kinds = Object.keys(responses) as ResponseKind[];
  for (const wanted of [status, `${`${status}`[0]}XX`, "default", ok ? " 2" : "-"]) {
    const kind = kinds.find((one) => ` ${responses[one]}`.includes(`${wanted}`));
    if (kind) return kind;
  }
  return ok ? "none" : undefined;
}
