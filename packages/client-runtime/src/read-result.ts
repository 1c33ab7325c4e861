import type { OperationDefinition, ResponseKind } from "./definition.js";
import type { Answer } from "./exchange.js";
import type { Body } from "./transport/send.js";
import type { Failure, RequestSummary, Success } from "./result.js";
import { redirectProblem, unexpectedProblem } from "./unexpected-problem.js";

/** Turns an answer into a result: a success only when its documented body could be read, an object for every error. */
export function readResult(
  operation: OperationDefinition,
  { response, body, error }: Answer,
  request: RequestSummary,
): Success | Failure {
  const { status } = response;
  const failure = (problem: unknown): Failure => ({ ok: false, status, error: problem, response, request });
  const kind = kindOf(operation, status);

  if (response.ok) {
    const success = (data: unknown): Success => ({ ok: true, status, data, response, request });
    if (kind === "none") return success(undefined);
    if (kind === "binary" || kind === "text" || kind === "stream") return success(body);
    const parsed = parseJson(String(body));
    if (parsed) return success(parsed.value);
    if (kind !== "json") return success(body === "" ? undefined : body);
    return failure(
      unexpectedProblem(response, body, body === "" ? "Missing response body" : "Response body is not JSON"),
    );
  }
  if (response.type === "opaqueredirect" || response.headers.has("location")) {
    if (status < 400) return failure(redirectProblem(response, request.url));
  }
  const documented = kind === "json" && typeof error === "object" && error !== null;
  return failure(documented ? error : unexpectedProblem(response, error));
}

/** How a response's body is taken in. */
export const bodyReader =
  (operation: OperationDefinition) =>
  async (response: Response): Promise<Body> => {
    const kind = response.ok ? kindOf(operation, response.status) : undefined;
    if (kind === "stream") return response.body ?? new Blob().stream();
    return kind === "binary" ? response.blob() : response.text();
  };

/** Whether a success of this operation is handed on before its body has ended. */
export function isStreamed({ responses }: OperationDefinition): boolean {
  return Object.values(responses).includes("stream");
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** OpenAPI 3.1 §4.8.16: an exact status goes before a range, a range before `default`. */
function kindOf({ method, responses }: OperationDefinition, status: number): ResponseKind | undefined {
  const exact = responses[String(status)];
  // these never have a body (RFC 9110 §9.3.2, §15.3.5, §15.3.6), whatever a range promises
  if (method === "HEAD" || ((status === 204 || status === 205) && exact === undefined)) return "none";
  return exact ?? responses[`${Math.floor(status / 100)}XX`] ?? responses["default"];
}
