export { createCaller, type Caller } from "./caller.js";
export type {
  ApiKeyDefinition,
  ClientDefinition,
  OperationDefinition,
  ParameterDefinition,
  ResponseKind,
} from "./definition.js";
export { ApiError } from "./errors/api-error.js";
export { DeliveryVerificationError } from "./errors/delivery-verification-error.js";
export { NetworkError } from "./errors/network-error.js";
export { TimeoutError } from "./errors/timeout-error.js";
export type { CallOptions, ClientOptions } from "./options.js";
export { paginate, type Page, type PagingOptions } from "./paging.js";
export type { DataOf, Failure, RequestSummary, Result, Success } from "./result.js";
export type { ApiKey } from "./transport/auth.js";
export type { Hooks, RequestEvent, ResponseEvent } from "./transport/hooks.js";
export type { UnexpectedProblem } from "./unexpected-problem.js";
export { unwrap } from "./unwrap.js";
export { verifyDelivery, type VerifyDeliveryOptions } from "./verify-delivery.js";
export type { SigningScheme, VerifyReason } from "@hookspec/signature";
