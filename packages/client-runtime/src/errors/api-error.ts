import type { Failure } from "../result.js";
import { RequestError } from "./request-error.js";
import { aside, requestIdOf } from "./request-id.js";

/** Thrown by `unwrap` and `orThrow`: the API answered, but not with a success. Common statuses have a class of their own. */
export class ApiError extends RequestError {
  override readonly name: string = "ApiError";
  /** The HTTP status. */
  readonly status: number;
  /** The error body, always an object: what the spec describes, or an UnexpectedProblem. */
  readonly error: unknown;
  /** Status and headers; its body has been read already. */
  readonly response: Response;
  /** The server's own name for the request (`x-request-id`, `request-id`), where it gave one. */
  readonly requestId: string | undefined;

  constructor({ error, request, response }: Failure<number | "unexpected">) {
    super(request, `answered ${response.status}${aside(requestIdOf(response))}. ${summary(error)}`.trimEnd());
    this.status = response.status;
    this.error = error;
    this.response = response;
    this.requestId = requestIdOf(response);
  }
}

/** 400 */
export class BadRequestError extends ApiError {
  override readonly name = "BadRequestError";
}
/** 401: no key, or one that is not accepted. */
export class UnauthorizedError extends ApiError {
  override readonly name = "UnauthorizedError";
}
/** 403 */
export class ForbiddenError extends ApiError {
  override readonly name = "ForbiddenError";
}
/** 404 */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}
/** 409 */
export class ConflictError extends ApiError {
  override readonly name = "ConflictError";
}
/** 422: it reads, but does not fit. */
export class UnprocessableContentError extends ApiError {
  override readonly name = "UnprocessableContentError";
}
/** 429 */
export class TooManyRequestsError extends ApiError {
  override readonly name = "TooManyRequestsError";
}
/** 5XX */
export class ServerError extends ApiError {
  override readonly name = "ServerError";
}
/** A success whose body is not what the spec promises: HTML, nothing, half a document. */
export class ParseError extends ApiError {
  override readonly name = "ParseError";
}

/** The error of the class that its status has. */
export function toApiError(failure: Failure<number | "unexpected">): ApiError {
  const { ok, status } = failure.response;
  const byStatus: Readonly<Record<number, typeof ApiError>> = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableContentError,
    429: TooManyRequestsError,
  };
  const Class = ok ? ParseError : status >= 500 ? ServerError : (byStatus[status] ?? ApiError);
  return new Class(failure);
}

/** Title, detail and, unless the detail says it already, the first of `errors` (RFC 9457 §3) in one line. */
function summary(error: unknown): string {
  const {
    title,
    detail = "",
    errors,
  } = Object(error) as { title?: string; detail?: string; errors?: unknown };
  const [first] = Array.isArray(errors) ? (errors as { pointer?: string; detail?: string }[]) : [];
  const why = first?.detail ?? "";
  const isSaid = !first?.pointer || (why !== "" && `${detail}`.includes(why));
  return [title, detail, isSaid ? "" : `At ${first.pointer}: ${why || "see error.errors"}`]
    .filter((part) => part && typeof part === "string")
    .map((part) => `${part}`.replace(/([^.!?…])$/, "$1."))
    .join(" ");
}
