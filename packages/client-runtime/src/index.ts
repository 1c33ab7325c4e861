export { createCaller, type Caller } from "./caller.js";
export { bindOperations } from "./client.js";
export type { ClientDefinition, OperationDefinition, ResponseKind } from "./definition.js";
export { AbortError } from "./errors/abort-error.js";
export {
  ApiError,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  ParseError,
  ServerError,
  TooManyRequestsError,
  UnauthorizedError,
  UnprocessableContentError,
} from "./errors/api-error.js";
export { ConnectionError } from "./errors/connection-error.js";
export { RequestError } from "./errors/request-error.js";
export { TimeoutError } from "./errors/timeout-error.js";
export { ValidationError } from "./errors/validation-error.js";
export { logger, type LogEntry } from "./logger.js";
export type { CallOptions, ClientOptions, ValidationOptions } from "./options.js";
export { walk, type Walk } from "./paging.js";
export type { DataOf, Failure, RequestSummary, Result, Success } from "./result.js";
export { json, multipart, raw, urlencoded, type BodyWriter } from "./serialise/body.js";
export { idempotencyKey, styledCookie, styledHeader, styledPath, styledQuery } from "./serialise/expand.js";
export type { Write } from "./serialise/request.js";
export {
  deepObject,
  form,
  label,
  matrix,
  pipeDelimited,
  simple,
  spaceDelimited,
  type Style,
} from "./serialise/styles.js";
export { inCookie, inHeader, inQuery, type ApiKey, type Authorise, type Scheme } from "./transport/auth.js";
export type { Attempt, Hook } from "./transport/hooks.js";
export type { UnexpectedProblem } from "./unexpected-problem.js";
export { unwrap } from "./unwrap.js";
export { createValidate, type Check, type Validate, type Validation } from "./validation.js";
