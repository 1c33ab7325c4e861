import type { Fetch } from "./adapters/fetch.js";
import type { ClockControls } from "./clock/controls.js";
import type { Deliveries } from "./deliveries/deliveries.js";
import type { DeliveryHook } from "./deliveries/hooks.js";
import type { DuplicateOptions, ManualDelivery } from "./deliveries/manual.js";
import type { Delivery, DeliveryReport } from "./deliveries/report.js";
import type { WebhookSender } from "./deliveries/webhooks.js";
import type { Faults } from "./faults/faults.js";
import type { Handle } from "./http.js";
import type { Log } from "./log.js";
import type { Disposer, OperationMap, OperationTypes, Override } from "./overrides.js";
import type { RequestFilter, RequestRecord } from "./requests.js";
import type { MockSnapshot } from "./snapshot.js";
import type { Connection } from "./sources/connection.js";
import type { SubscriptionView } from "./subscriptions/view.js";

/** One namespace of a mock: state, secret, clock, faults and log of its own. The mock itself is the one called `default`. */
export interface MockNamespace<
  Emit extends object,
  Operations extends { readonly [Id in keyof Operations]: OperationTypes } = OperationMap,
  Webhooks = Readonly<Record<string, WebhookSender>>,
> {
  /** Name of the namespace. */
  readonly name: string;
  /** Calls the API without a socket, like the global `fetch`; a path without an origin will do. */
  readonly fetch: Fetch;
  /** The core: a plain request to a plain response, for adapters to other servers. */
  readonly handle: Handle;
  /**
   * Reports a change at the source without making it: POSTs a signed delivery to each subscription that wants it right now and
   * resolves when all are answered; what fails is retried on schedule. Rejects with a TypeError for a change that the API could not
   * have.
   */
  emit(change: Emit): Promise<DeliveryReport[]>;
  /** The deliveries so far, newest last, with all their attempts, as many as `deliveryLogLimit` allows. */
  readonly deliveries: Deliveries;
  /** The clock, which tests move when it is a virtual one. */
  readonly clock: ClockControls;
  /** Resolves when no request to a receiver is under way and nothing is due now. */
  idle(): Promise<void>;
  /** A connection to a third party, whose objects a test changes. Throws a TypeError for an API without subscriptions. */
  connection(id: string): Connection;
  /** What is known of a subscription, undefined when there is none with this id. */
  subscription(id: string): SubscriptionView | undefined;
  /** All of them, oldest first. */
  readonly subscriptions: readonly SubscriptionView[];
  /**
   * POSTs one delivery as asked, once: to any URL, with another nonce or secret, tampered with, or incomplete. Resolves to what
   * became of it.
   */
  deliver(delivery: ManualDelivery): Promise<Delivery>;
  /** POSTs a delivery again, byte by byte, to the subscription's present URL; resolves to what each copy was answered. */
  duplicate(id: string, options?: DuplicateOptions): Promise<DeliveryReport[]>;
  /** POSTs deliveries again, one after another in the order of the ids. */
  reorder(ids: readonly string[]): Promise<DeliveryReport[]>;
  /** The document's webhooks and callbacks by name, each to be sent to any URL. */
  readonly webhooks: Webhooks;
  /** The requests so far, up to `logLimit`. Keys and cookies are hidden where a record is printed or turned into JSON. */
  readonly requests: Log<RequestRecord, RequestFilter>;
  /** Rules by which requests and deliveries go wrong. */
  readonly faults: Faults;
  /**
   * Answers an operation in the mock's place, wholly or in part, until the returned function is called or the mock is reset. The
   * latest override of an operation comes first. Throws a TypeError for an operation that the API does not have.
   */
  on<Id extends keyof Operations & string>(operation: Id, override: Override<Operations[Id]>): Disposer;
  /**
   * Sees each POST before it leaves, and may change it or answer in the receiver's place, until the returned function is called or the
   * mock is reset. The latest hook comes first. Throws a TypeError for what is no function.
   */
  onDelivery(hook: DeliveryHook): Disposer;
  /** What deliveries are signed with. */
  readonly secret: string;
  /** Back to the state after `createMock`, ids and a virtual clock included; deliveries under way are waited for. */
  reset(): Promise<void>;
  /** The whole state as plain JSON data, once nothing is under way. Faults, overrides and the request log are not part of it. */
  snapshot(): Promise<MockSnapshot>;
  /**
   * The same state as lines of JSON, one entity each, for a file or another mock of the same API. What the option `state` keeps can be
   * imported too.
   */
  export(): Promise<string>;
  /**
   * Puts exported state in the place of the present one, like `restore`. Rejects with an Error that names the line for text that is none;
   * nothing is changed then.
   */
  import(text: string): Promise<void>;
  /** Puts a snapshot's state in the place of the present one, that of a virtual clock included. Rejects with a TypeError for others. */
  restore(snapshot: MockSnapshot): Promise<void>;
}
