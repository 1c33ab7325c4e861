export type { Fetch } from "./adapters/fetch.js";
export type { Clock, Scheduled, Work } from "./clock/clock.js";
export { ClockBusyError, type ClockControls } from "./clock/controls.js";
export type { Duration } from "./clock/duration.js";
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
  WebhookDefinition,
} from "./definition.js";
export type { OutgoingRequest } from "./deliveries/attempt.js";
export type { Deliveries } from "./deliveries/deliveries.js";
export type { DeliveryAnswer, DeliveryHook, HookedDelivery } from "./deliveries/hooks.js";
export type { DeliveryFilter } from "./deliveries/ledger.js";
export type { DuplicateOptions, ManualDelivery } from "./deliveries/manual.js";
export type {
  DeclaredKind,
  Delivery,
  DeliveryAttempt,
  DeliveryKind,
  DeliveryReport,
  DeliveryTrigger,
} from "./deliveries/report.js";
export type { Transport, TransportResponse } from "./deliveries/transport.js";
export type { WebhookSender } from "./deliveries/webhooks.js";
export type {
  DeliveryFault,
  Fault,
  FaultableDelivery,
  FaultableRequest,
  FaultEntry,
  RequestFault,
} from "./faults/fault.js";
export type { Faults } from "./faults/faults.js";
export type {
  AnswerTransport,
  FaultyTransport,
  Handle,
  PlainRequest,
  PlainResponse,
  StreamSink,
  StreamTransport,
} from "./http.js";
export type { Log, Query, WaitOptions } from "./log.js";
export { matchers, type AskedMock, type MockMatchers } from "./matchers.js";
export { createMock, type Mock } from "./mock.js";
export type { MockNamespace } from "./mock-namespace.js";
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
export type { MockSnapshot } from "./snapshot.js";
export type { Connection } from "./sources/connection.js";
export type { Upserted } from "./sources/sources.js";
export type { Health } from "./subscriptions/state.js";
export type { SubscriptionView } from "./subscriptions/view.js";
export type { NamespaceOptions } from "./workspaces.js";
