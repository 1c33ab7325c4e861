import { createAgenda, type Agenda } from "./clock/agenda.js";
import type { Clock } from "./clock/clock.js";
import type { Outstanding } from "./clock/controls.js";
import type { MockDefinition, ResourceDefinition } from "./definition.js";
import type { Sender } from "./deliveries/attempt.js";
import { createExchange, type Exchange } from "./deliveries/exchange.js";
import type { DeliveryHooks } from "./deliveries/hooks.js";
import { createLedger, describeDelivery, type Ledger, type LedgerSnapshot } from "./deliveries/ledger.js";
import type { Limits } from "./deliveries/limits.js";
import { createMaker, createPlainMaker } from "./deliveries/maker.js";
import { createDeliver, createRepeater, type Manual } from "./deliveries/manual.js";
import { createQueue } from "./deliveries/queue.js";
import type { DeliveryReport } from "./deliveries/report.js";
import { createWebhookSenders, type WebhookSender } from "./deliveries/webhooks.js";
import { troubleOf } from "./faults/apply-to-delivery.js";
import type { FaultRules } from "./faults/faults.js";
import type { Namespace } from "./namespaces.js";
import { createConnection, type Connection } from "./sources/connection.js";
import { itemOf } from "./resources/change.js";
import { numbersOf, type Random } from "./random.js";
import { sample } from "./samples/sample.js";
import { createSources, type SourcesSnapshot, type SourceSummary } from "./sources/sources.js";
import { onceSaved, saving } from "./state/saving.js";
import type { Changes } from "./store/changes.js";
import type { CollectionKey, Store } from "./store/store.js";
import type { Items, SubscriptionsContext } from "./subscriptions/context.js";
import { createEmitter } from "./subscriptions/emitter.js";
import type { SubscriptionState } from "./subscriptions/state.js";
import { createSubscriptions, type Subscriber } from "./subscriptions/subscriptions.js";
import { viewOf, type SubscriptionView } from "./subscriptions/view.js";

/** What sends in one namespace needs of the mock around it. */
export interface SendingContext {
  readonly definition: MockDefinition;
  readonly namespace: Namespace;
  readonly store: Store;
  readonly clock: Clock;
  readonly sender: Sender;
  readonly limits: Limits;
  readonly faults: FaultRules;
  readonly hooks: DeliveryHooks;
  readonly random: Random;
  /** Real milliseconds that a receiver has; what hangs by a fault has as many of the clock's. */
  readonly deliveryTimeout: number;
  readonly lenient: boolean;
  readonly strict: boolean;
  /** Attempts that the ledger keeps. */
  readonly logLimit: number;
  /** Native events that may wait in one subscription. */
  readonly queueLimit: number;
  readonly standardWebhooks: boolean;
  readonly onReport: ((report: DeliveryReport) => void) | undefined;
  /** Where what happens is saved; undefined when it is not. */
  readonly changes: Changes | undefined;
}

/** The part of a snapshot that belongs to sending. */
export interface SendingSnapshot {
  readonly sources: SourcesSnapshot;
  readonly subscriptions: readonly SubscriptionState[];
  readonly ledger: LedgerSnapshot;
}

/** All that one namespace sends, and what it sends it for. */
export interface Sending extends Manual {
  readonly agenda: Agenda;
  readonly ledger: Ledger;
  readonly webhooks: Readonly<Record<string, WebhookSender>>;
  /** For the operations on subscriptions; undefined when the API has none. */
  readonly subscriber: Subscriber | undefined;
  readonly outstanding: Outstanding;
  emit(change: unknown): Promise<DeliveryReport[]>;
  connection(id: string): Connection;
  connections(): SourceSummary[];
  subscription(id: string): SubscriptionView | undefined;
  subscriptions(): SubscriptionView[];
  /** Nothing starts any more; what is under way goes on. */
  stop(): void;
  clear(): void;
  /** Number of the last change at the sources, and of attempts that the ledger has dropped. */
  progress(): { readonly sequence: number; readonly dropped: number };
  snapshot(): SendingSnapshot;
  restore(snapshot: SendingSnapshot): Promise<void>;
}

/** Puts the parts together: sources and subscriptions above, the queue and its ledger below, the clock under all. */
export function createSending(context: SendingContext): Sending {
  const { definition, namespace, changes } = context;
  const agenda = createAgenda(context.clock);
  const ledger = createLedger(context.logLimit, changes);
  const sources = createSources(
    definition.subscription?.select.always[0] ?? "id",
    definition.subscription?.changes?.deleted !== undefined,
    changes,
  );
  const states = new Map<string, SubscriptionState>();
  const exchange = createExchange({
    now: () => agenda.now(),
    sender: context.sender,
    limits: context.limits,
    timeout: context.deliveryTimeout,
    success: definition.delivery?.success ?? ["2XX"],
    hooks: context.hooks,
    standardSecret: context.standardWebhooks ? namespace.secret : undefined,
  });
  const queue = createQueue({
    agenda,
    ledger,
    exchange: changes === undefined ? exchange : afterSaving(changes, exchange, () => agenda.now()),
    targetOf: (record) => acting?.subscriptions.targetOf(record),
    troubleOf: (attempt) => troubleOf(context.faults, attempt, context.deliveryTimeout),
    onSettled: (record, answered) => acting?.subscriptions.settled(record, answered),
    onReport: context.onReport,
  });
  const makerContext = {
    definition,
    agenda,
    secret: namespace.secret,
    nextId: () => namespace.nextDeliveryId(),
    nonceOf: (id: string) => namespace.nonceOf(id),
  };
  const acting = createActing();

  /** The part that only APIs with subscriptions have. */
  function createActing() {
    const { subscription: roles, delivery } = definition;
    if (roles === undefined || delivery === undefined) return undefined;
    const resource = definition.resources[roles.resource];
    const idField = resource?.id ?? "id";
    const key = { namespace: namespace.name, resource: roles.resource };
    const items = itemsOf(context.store, key, resource?.fields ?? {});
    const maker = createMaker(makerContext, roles, delivery);
    const { strict, queueLimit, lenient } = context;
    const shared: SubscriptionsContext = {
      roles,
      delivery,
      idField,
      agenda,
      items,
      sources,
      states,
      ledger,
      queue,
      maker,
      strict,
      queueLimit,
      changes,
    };
    return {
      subscriptions: createSubscriptions(shared),
      emit: createEmitter(definition, shared, lenient),
      deliver: createDeliver(ledger, queue, maker, items.get, roles.url),
    };
  }

  function subscribed(): NonNullable<typeof acting> {
    if (acting !== undefined) return acting;
    throw new TypeError(
      `${definition.title} delivers nothing: its spec declares no webhook. Add x-hookspec-subscription and x-hookspec-delivery to it.`,
    );
  }

  const view = (state: SubscriptionState) =>
    saving(changes, viewOf(state, ledger, subscribed().subscriptions));

  const webhooks = createWebhookSenders(
    definition.webhooks ?? [],
    ledger,
    queue,
    createPlainMaker(makerContext),
    ({ name, schema }) =>
      schema === undefined
        ? undefined
        : sample(schema, {
            schemas: definition.schemas ?? {},
            random: numbersOf(context.random, `samples/webhooks/${name}`),
          }),
  );

  return {
    ...saving(changes, createRepeater(ledger, queue)),
    agenda,
    ledger,
    webhooks:
      changes === undefined
        ? webhooks
        : Object.fromEntries(
            Object.entries(webhooks).map(([name, sender]) => [name, saving(changes, sender)]),
          ),
    subscriber: acting?.subscriptions,
    outstanding: {
      any: async () => queue.waiting > 0 || (acting?.subscriptions.withNews().length ?? 0) > 0,
      describe: async () => [
        ...ledger.pending().map(describeDelivery),
        ...(acting?.subscriptions.withNews() ?? []).map(
          ({ id, due }) => `poll of subscription ${id} at ${new Date(due).toISOString()}`,
        ),
      ],
    },
    emit: async (change) => onceSaved(changes, agenda.track(subscribed().emit(change))),
    deliver: async (delivery) => onceSaved(changes, agenda.track(subscribed().deliver(delivery))),
    connections: () => sources.list(),
    connection: (id) => saving(changes, createConnection(id, sources, subscribed().subscriptions)),
    subscription(id) {
      const state = states.get(id);
      return state && view(state);
    },
    subscriptions: () => [...states.values()].map(view),
    stop() {
      queue.clear();
      acting?.subscriptions.stop();
      agenda.clear();
    },
    clear() {
      states.clear();
      ledger.clear();
      sources.clear();
    },
    progress: () => ({ sequence: sources.sequence, dropped: ledger.dropped }),
    snapshot: () => ({
      sources: structuredClone(sources.snapshot()),
      subscriptions: structuredClone([...states.values()]),
      ledger: ledger.snapshot(),
    }),
    async restore(snapshot) {
      sources.restore(structuredClone(snapshot.sources));
      ledger.restore(snapshot.ledger);
      states.clear();
      for (const state of structuredClone(snapshot.subscriptions)) states.set(state.id, state);
      for (const record of ledger.pending()) queue.enqueue(record);
      await acting?.subscriptions.restart();
    },
  };
}

/** A receiver must not know what a kill would make forgotten: the same id may be drawn for another delivery after it. */
function afterSaving(changes: Changes, exchange: Exchange, now: () => number): Exchange {
  return async (exchanged) => {
    try {
      await changes.saved();
    } catch (error) {
      const { n, url, request } = exchanged;
      const reason = error instanceof Error ? error.message : String(error);
      return { n, at: now(), url, request, ok: false, reason, ms: 0 };
    }
    return exchange(exchanged);
  };
}

function itemsOf(store: Store, key: CollectionKey, fields: ResourceDefinition["fields"]): Items {
  return {
    get: (id) => store.get(key, id),
    list: () => store.list(key),
    touch: (id, change) => store.update(key, id, (item) => itemOf({ fields }, change(item))),
    remove: (id) => store.remove(key, id),
  };
}
