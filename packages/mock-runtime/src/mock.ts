import { createFetch, type Fetch } from "./adapters/fetch.js";
import { createNodeServer } from "./adapters/node-http.js";
import { createClockControls, type ClockControls } from "./clock/controls.js";
import { createRealClock } from "./clock/real.js";
import { createVirtualClock } from "./clock/virtual.js";
import type { MockDefinition } from "./definition.js";
import { createSender } from "./deliveries/attempt.js";
import { createEgressGuard } from "./deliveries/egress-guard.js";
import { deliveriesOf, type Deliveries } from "./deliveries/deliveries.js";
import { createLimits } from "./deliveries/limits.js";
import type { DuplicateOptions, ManualDelivery } from "./deliveries/manual.js";
import type { Delivery, DeliveryReport } from "./deliveries/report.js";
import { createTransportSender } from "./deliveries/transport.js";
import type { WebhookSender } from "./deliveries/webhooks.js";
import { createEngine } from "./engine.js";
import type { Faults } from "./faults/faults.js";
import type { Handle } from "./http.js";
import type { Log } from "./log.js";
import { guardLoops } from "./loop-guard.js";
import { createNamespace } from "./namespaces.js";
import { settingsOf, type MockOptions } from "./options.js";
import type { Disposer, OperationMap, OperationTypes, Override } from "./overrides.js";
import { createRandom } from "./random.js";
import type { RequestFilter, RequestRecord } from "./requests.js";
import { createResources } from "./resources.js";
import { createMemoryStore } from "./store/memory.js";
import { createSending } from "./sending.js";
import type { Connection } from "./sources/connection.js";
import { checkSnapshot, itemsOf, putItems, type MockSnapshot } from "./snapshot.js";
import type { SubscriptionView } from "./subscriptions/view.js";
import { createTraffic } from "./traffic.js";

/** Requests to receivers at the same time: 16 to 64 are the fastest on one core. */
const inFlight = 64;
const inFlightPerOrigin = 16;

/** A running mock of one API. `Emit` is what a change at the source looks like, `Operations` what each operation takes and gives. */
export interface Mock<
  Emit extends object,
  Operations extends { readonly [Id in keyof Operations]: OperationTypes } = OperationMap,
  Webhooks = Readonly<Record<string, WebhookSender>>,
> {
  /**
   * Opens a socket and resolves to the mock's URL. Port 0 (the default) takes a free one. Rejects when the port is taken, or when
   * the mock listens already or is closed.
   */
  listen(options?: { readonly port?: number; readonly host?: string }): Promise<string>;
  /** The URL it listens on, e.g. `http://127.0.0.1:4010`. Throws before `listen`. */
  readonly url: string;
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
  /** The document's webhooks by name, each to be sent to any URL. */
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
  /** What deliveries are signed with. */
  readonly secret: string;
  /** Back to the state after `createMock`, ids and a virtual clock included; deliveries under way are waited for. */
  reset(): Promise<void>;
  /** The whole state as plain JSON data, once nothing is under way. Faults, overrides and the request log are not part of it. */
  snapshot(): Promise<MockSnapshot>;
  /** Puts a snapshot's state in the place of the present one, that of a virtual clock included. Rejects with a TypeError for others. */
  restore(snapshot: MockSnapshot): Promise<void>;
  /** Lets requests and deliveries under way finish, then frees everything. May be called again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a mock of the API that `definition` describes. Throws a TypeError for options that cannot be meant. */
export function createMock<
  Emit extends object,
  Operations extends { readonly [Id in keyof Operations]: OperationTypes } = OperationMap,
  Webhooks = Readonly<Record<string, WebhookSender>>,
>(definition: MockDefinition, options: MockOptions = {}): Mock<Emit, Operations, Webhooks> {
  const settings = settingsOf(options);
  const { onRequest, onDelivery, seed, secret, transport } = options;
  const namespace = createNamespace("default", {
    ...(seed !== undefined && { seed: String(seed) }),
    ...(secret !== undefined && { secret }),
  });
  const virtual = settings.start === undefined ? undefined : createVirtualClock(settings.start);
  const store = createMemoryStore();
  const sender =
    transport === undefined
      ? createSender(createEgressGuard(settings.allowHosts), settings.deliveryTimeout)
      : createTransportSender(transport);
  const sending = createSending({
    ...settings,
    definition,
    namespace,
    store,
    clock: virtual ?? (typeof options.clock === "object" ? options.clock : createRealClock()),
    sender,
    limits: createLimits(inFlight, inFlightPerOrigin),
    logLimit: settings.deliveryLogLimit,
    onReport: onDelivery,
  });
  const { agenda: clock, subscriber } = sending;
  const { lenient } = settings;
  const resources = createResources(definition, { namespace, store, clock, lenient, subscriber });
  const random = createRandom(seed === undefined ? undefined : String(seed));
  const traffic = createTraffic(definition, { ...settings, clock, random });
  const handle = guardLoops(createEngine(definition, { ...settings, clock, resources, traffic, onRequest }));
  const server = createNodeServer(handle, settings.bodyLimit);

  let url: Promise<string> | undefined;
  let listening: string | undefined;
  let closed: Promise<void> | undefined;

  async function listen({ port = 0, host = "127.0.0.1" } = {}): Promise<string> {
    if (closed !== undefined) throw new Error("This mock is closed. Make another with createMock.");
    if (url !== undefined)
      throw new Error("This mock listens already. Use its url, or make another with createMock.");
    url = server.listen(port, host);
    try {
      listening = await url;
      return listening;
    } catch (error) {
      url = undefined;
      throw error;
    }
  }

  function emit(change: Emit): Promise<DeliveryReport[]> {
    if (closed !== undefined)
      return Promise.reject(new Error("This mock is closed: it delivers nothing more."));
    return sending.emit(change);
  }

  /** Nothing starts any more, and what was under way is over. */
  async function settle(): Promise<void> {
    sending.stop();
    await clock.idle();
    // What was under way may have planned something.
    sending.stop();
  }

  async function shutDown(): Promise<void> {
    // Answers that wait on a clock which stands still would never be over.
    traffic.sleeper.close();
    sending.stop();
    await url?.catch(() => undefined);
    await server.close();
    listening = undefined;
    await settle();
    await sender.close();
  }

  const close = () => (closed ??= shutDown());

  return {
    listen,
    get url() {
      if (listening === undefined)
        throw new Error("This mock does not listen. Call listen() first, or use fetch without a socket.");
      return listening;
    },
    fetch: createFetch(handle, settings.bodyLimit),
    handle,
    emit,
    deliveries: deliveriesOf(sending),
    clock: createClockControls(clock, virtual, sending.outstanding),
    idle: () => clock.idle(),
    connection: (id) => sending.connection(id),
    subscription: (id) => sending.subscription(id),
    get subscriptions() {
      return sending.subscriptions();
    },
    deliver: (delivery) => sending.deliver(delivery),
    duplicate: (id, duplicateOptions) => sending.duplicate(id, duplicateOptions),
    reorder: (ids) => sending.reorder(ids),
    // The generated package types the webhooks of its spec.
    webhooks: sending.webhooks as Webhooks,
    requests: traffic.requests,
    faults: traffic.faults,
    // The engine calls it with requests of this operation only.
    on: (operation, override) => traffic.overrides.add(operation, override as Override<OperationTypes>),
    secret: namespace.secret,
    async reset() {
      traffic.reset();
      await settle();
      await store.clear(namespace.name);
      namespace.restart();
      sending.clear();
      virtual?.restart(settings.start ?? 0);
    },
    async snapshot() {
      await clock.idle();
      const items = await itemsOf(definition, namespace, store);
      return { version: 1, now: clock.now(), drawn: namespace.drawn(), items, ...sending.snapshot() };
    },
    async restore(snapshot) {
      checkSnapshot(definition, snapshot);
      await settle();
      await putItems(definition, namespace, store, snapshot.items);
      namespace.restart(snapshot.drawn);
      virtual?.restart(snapshot.now);
      await sending.restore(snapshot);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
