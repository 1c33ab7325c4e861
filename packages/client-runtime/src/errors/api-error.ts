import type { Failure } from "../result.js";

/** Thrown by `unwrap`: the API answered, but not with a success. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** The HTTP status; also that of a 2xx whose body could not be read. */
  readonly status: number;
  /** operationId of the call. */
  readonly operation: string;
  readonly method: string;
  /** Without the API key. */
  readonly url: string;
  /** The error body, always an object. */
  readonly error: unknown;
  /** Status and headers; its body has been read already. */
  readonly response: Response;

  constructor({ status, error, request, response }: Failure) {
    const { operation, method, url } = request;
    super(`${operation} failed: ${method} ${url} answered ${status}. ${summary(error)}`.trim());
    this.status = status;
    this.operation = operation;
    this.method = method;
    this.url = url;
    this.error = error;
    this.response = response;
  }
}

/** Title, detail and, unless the detail says it already, the first of `errors` (RFC 9457 §3) in one line. */
function summary(error: unknown): string {
  const { title, detail, errors } = record(error);
  const first = record(Array.isArray(errors) ? errors[0] : undefined);
  const place = text(first["pointer"]);
  const why = text(first["detail"]);
  const isSaid = place === "" || (why !== "" && text(detail).includes(why));
  return [text(title), text(detail), isSaid ? "" : `At ${place}: ${why || "see error.errors"}`]
    .filter(Boolean)
    .map((part) => (/[.!?…]$/.test(part) ? part : `${part}.`))
    .join(" ");
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const text = (value: unknown): string => (typeof value === "string" ? value : "");
