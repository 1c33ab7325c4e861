import type { OperationDefinition, ResponseKind } from "./definition.js";

/** A response's body: read to its end, but for a stream. */
export type Body = string | Blob | NonNullable<Response["body"]>;

/** Takes a response's body in, as the operation documents it; an error's is text. */
export function readBody(operation: OperationDefinition, response: Response): Promise<Body> | Body {
  const { binary, stream } = operation.responses;
  const kind = (binary || stream) && response.ok ? kindOf(operation, response) : "";
  if (kind === "stream") return response.body ?? new Blob().stream();
  return kind === "binary" ? response.blob() : response.text();
}

/**
 * How a response's body is read. OpenAPI 3.1 §4.8.16: an exact status goes before a range, a range before `default`. A success that the
 * spec does not name is read as the one that it does: an unnamed 201 with the promised JSON must not look like a failure, an empty 204
 * in its place must.
 */
export function kindOf(
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
