export type { Fetch } from "./adapters/fetch.js";
export type { Clock } from "./clock/clock.js";
export type {
  ActionDefinition,
  BodyDefinition,
  DeliveryDefinition,
  FieldDefinition,
  MockDefinition,
  OperationDefinition,
  PagingDefinition,
  ParameterDefinition,
  ResourceDefinition,
  RetryDefinition,
  SecurityDefinition,
  SortDefinition,
  SubscriptionDefinition,
  ValidationError,
  Validator,
} from "./definition.js";
export type { DeliveryKind, DeliveryReport } from "./deliveries/report.js";
export type { Handle, PlainRequest, PlainResponse } from "./http.js";
export { createMock, type Mock } from "./mock.js";
export type { MockOptions, RequestEntry } from "./options.js";
export type { FieldProblem } from "./problems.js";
