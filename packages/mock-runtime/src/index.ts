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
  ResponseDefinition,
  RetryDefinition,
  SecurityDefinition,
  SortDefinition,
  SubscriptionDefinition,
  ValidationError,
  Validator,
} from "./definition.js";
export type { DeliveryKind, DeliveryReport } from "./deliveries/report.js";
export type {
  DeliveryFault,
  Fault,
  FaultableDelivery,
  FaultableRequest,
  FaultEntry,
  RequestFault,
} from "./faults/fault.js";
export type { Faults } from "./faults/faults.js";
export type { AnswerTransport, Handle, PlainRequest, PlainResponse } from "./http.js";
export type { Log, Query, WaitOptions } from "./log.js";
export { matchers, type AskedMock, type MockMatchers } from "./matchers.js";
export { createMock, type Mock } from "./mock.js";
export type { MockOptions, RequestEntry } from "./options.js";
export type {
  Disposer,
  OperationMap,
  OperationTypes,
  Override,
  OverrideAnswer,
  OverrideRequest,
  OverrideResponse,
} from "./overrides.js";
export type { Parameters } from "./parameters.js";
export type { FieldProblem } from "./problems.js";
export type { RateLimit } from "./rate-limit.js";
export type { RequestFilter, RequestRecord } from "./requests.js";
export type { JsonSchema } from "./samples/schema.js";
