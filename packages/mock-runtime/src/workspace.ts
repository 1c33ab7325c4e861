import { createFetch } from "./adapters/fetch.js";
import type { Clock } from "./clock/clock.js";
import { createClockControls } from "./clock/controls.js";
import { createRealClock } from "./clock/real.js";
import { createVirtualClock } from "./clock/virtual.js";
import type { MockDefinition } from "./definition.js";
import type { Sender } from "./deliveries/attempt.js";
import { deliveriesOf } from "./deliveries/deliveries.js";
import { createDeliveryHooks } from "./deliveries/hooks.js";
import type { Limits } from "./deliveries/limits.js";
import type { DeliveryReport } from "./deliveries/report.js";
import { createEngine } from "./engine.js";
import { createFaults } from "./faults/faults.js";
import { guardLoops } from "./loop-guard.js";
import type { MockNamespace } from "./mock-namespace.js";
import { createNamespace, type Namespace } from "./namespaces.js";
import type { RequestEntry, Settings } from "./options.js";
import type { OperationTypes, Override } from "./overrides.js";
import { createRandom } from "./random.js";
import type { RequestRecord } from "./requests.js";
import { createResources } from "./resources.js";
import { createSending } from "./sending.js";
import { checkSnapshot, itemsOf, putItems, type MockSnapshot } from "./snapshot.js";
import type { SourceSummary } from "./sources/sources.js";
import type { Journal, Own } from "./state/journal.js";
import { exportText, readImport } from "./state/transfer.js";
import { linesOf, type Line, type NamespaceRecord } from "./state/lines.js";
import { answeringSaved, onceSaved, saving } from "./state/saving.js";
import { reporting } from "./store/reporting.js";
import type { Store } from "./store/store.js";
import { createTraffic } from "./traffic.js";

/** Hears what happens in a workspace. */
interface Watcher {
  request(record: RequestRecord): void;
  delivery(report: DeliveryReport): void;
  /** Nothing will happen any more. */
  end(): void;
}

/** A namespace as the mock around it sees it. */
export interface Workspace extends MockNamespace<object> {
  /** Id of the workspace that its items show. */
  readonly owner: string;
  readonly apiKeys: readonly string[];
  readonly clockKind: "real" | "virtual";
  /** The known connections with their objects, counted by type. */
  connections(): readonly SourceSummary[];
  clearRequests(): void;
  /** Until the returned function is called. */
  watch(watcher: Watcher): () => void;
  /** Cuts waits short and plans nothing more: the first half of an end, which lets requests be answered. */
  stop(): void;
  /** Resolves when nothing is under way any more after a stop. */
  settle(): Promise<void>;
  /** All that it is, entity by entity, while things may be under way. */
  capture(): Promise<Iterable<Line>>;
  /** Nothing of it is kept beyond its end. */
  forget(): void;
  /** Frees everything, once nothing is under way. */
  close(): Promise<void>;
}

/** What the workspaces of a mock share. */
export interface Shared {
  readonly definition: MockDefinition;
  readonly store: Store;
  readonly sender: Sender;
  readonly limits: Limits;
  /** Where state is kept beyond this process; undefined when it is not. */
  readonly journal: Journal | undefined;
  readonly onRequest: ((entry: RequestEntry) => void) | undefined;
  readonly onDelivery: ((report: DeliveryReport) => void) | undefined;
}

/** What is a workspace's own; without a seed everything about it is random. */
export interface WorkspaceSettings extends Settings {
  readonly seed: string | undefined;
  readonly secret: string | undefined;
  /** Used unless there is a start: then the clock is a virtual one. */
  readonly realClock: Clock | undefined;
}

/** `saved` is the state that it goes on with; its items are in the store already. */
export function createWorkspace(
  name: string,
  settings: WorkspaceSettings,
  shared: Shared,
  saved?: MockSnapshot,
): Workspace {
  const { definition, sender, limits } = shared;
  const { seed, secret, start, lenient } = settings;
  const watchers = new Set<Watcher>();
  const namespace = createNamespace(name, {
    ...(seed !== undefined && { seed }),
    ...(secret !== undefined && { secret }),
  });
  const random = createRandom(seed);
  const faults = createFaults(
    definition.operations.map(({ id }) => id),
    random,
  );
  const hooks = createDeliveryHooks();
  const own: Own = {
    record: () => recordOf(namespace, settings),
    progress: () => ({
      ...(virtual !== undefined && { now: virtual.now() }),
      ...namespace.drawn(),
      ...sending.progress(),
    }),
  };
  const changes = shared.journal?.open(name, own);
  const store = changes === undefined ? shared.store : reporting(shared.store, changes);
  const virtual = start === undefined ? undefined : createVirtualClock(start, changes?.touch);
  const sending = createSending({
    ...settings,
    definition,
    namespace,
    store,
    clock: virtual ?? settings.realClock ?? createRealClock(),
    sender,
    limits,
    faults,
    changes,
    hooks,
    random,
    logLimit: settings.deliveryLogLimit,
    onReport(report) {
      for (const watcher of watchers) watcher.delivery(report);
      shared.onDelivery?.(report);
    },
  });
  const { agenda: clock, subscriber } = sending;
  const resources = createResources(definition, { namespace, store, clock, lenient, subscriber });
  const traffic = createTraffic(definition, { ...settings, clock, random, faults, changes });
  const engine = createEngine(definition, {
    ...settings,
    clock,
    resources,
    traffic,
    onRequest(record) {
      for (const watcher of watchers) watcher.request(record);
      shared.onRequest?.(record);
    },
  });
  const handle = answeringSaved(changes, guardLoops(engine), settings.cors);
  let isClosed = false;

  /** Nothing starts any more, and what was under way is over. */
  async function settle(): Promise<void> {
    sending.stop();
    await clock.idle();
    // What was under way may have planned something.
    sending.stop();
  }

  async function capture(): Promise<MockSnapshot> {
    const items = await itemsOf(definition, namespace, store);
    const answers = structuredClone(traffic.idempotency.snapshot());
    return { version: 1, now: clock.now(), drawn: namespace.drawn(), items, answers, ...sending.snapshot() };
  }

  /** What of a snapshot is put back at once; the rest follows on its own. */
  function takeBack(snapshot: MockSnapshot): Promise<void> {
    namespace.restart(snapshot.drawn);
    virtual?.restart(snapshot.now);
    traffic.idempotency.restore(snapshot.answers);
    return sending.restore(snapshot);
  }

  async function snapshotWhenIdle(): Promise<MockSnapshot> {
    await clock.idle();
    return capture();
  }

  async function restore(snapshot: MockSnapshot): Promise<void> {
    checkSnapshot(definition, snapshot);
    // What is wrong with it shows before anything is replaced.
    const lines = changes && [...linesOf(definition, name, snapshot)];
    await settle();
    if (lines !== undefined) changes?.replace(lines);
    await putItems(definition, namespace, store, snapshot.items);
    await takeBack(snapshot);
  }

  if (saved !== undefined) void clock.track(takeBack(saved));

  return {
    name,
    owner: namespace.owner,
    apiKeys: settings.apiKeys,
    clockKind: virtual === undefined ? "real" : "virtual",
    fetch: createFetch(handle, settings.bodyLimit),
    handle,
    async emit(change) {
      if (isClosed) throw new Error("This mock is closed: it delivers nothing more.");
      return sending.emit(change);
    },
    deliveries: deliveriesOf(sending),
    clock: saving(changes, createClockControls(clock, virtual, sending.outstanding)),
    idle: () => onceSaved(changes, clock.idle()),
    connection: (id) => sending.connection(id),
    subscription: (id) => sending.subscription(id),
    get subscriptions() {
      return sending.subscriptions();
    },
    deliver: (delivery) => sending.deliver(delivery),
    duplicate: (id, duplicateOptions) => sending.duplicate(id, duplicateOptions),
    reorder: (ids) => sending.reorder(ids),
    webhooks: sending.webhooks,
    requests: traffic.requests,
    faults: traffic.faults,
    // The engine calls it with requests of this operation only.
    on: (operation, override) => traffic.overrides.add(operation, override as Override<OperationTypes>),
    onDelivery: (hook) => hooks.add(hook),
    secret: namespace.secret,
    async reset() {
      traffic.reset();
      hooks.clear();
      await settle();
      changes?.replace([]);
      await store.clear(namespace.name);
      namespace.restart();
      sending.clear();
      virtual?.restart(start ?? 0);
      await changes?.saved();
    },
    snapshot: () => onceSaved(changes, snapshotWhenIdle()),
    restore: (snapshot) => onceSaved(changes, restore(snapshot)),
    export: async () => exportText(definition, name, await onceSaved(changes, snapshotWhenIdle())),
    async import(text) {
      const present = { now: clock.now(), drawn: namespace.drawn() };
      await onceSaved(changes, restore(readImport(definition, text, present)));
    },
    connections: () => sending.connections(),
    clearRequests: () => traffic.requests.clear(),
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    stop() {
      isClosed = true;
      // Answers that wait on a clock which stands still would never be over.
      traffic.sleeper.close();
      sending.stop();
      for (const watcher of watchers) watcher.end();
      watchers.clear();
    },
    settle,
    capture: async () => {
      const lines = linesOf(definition, name, await capture());
      return withRecord({ namespace: name, kind: "namespace", key: [], value: own.record() }, lines);
    },
    forget: () => changes?.end(),
    async close() {
      this.stop();
      await settle();
      await shared.store.clear(name);
    },
  };
}

function* withRecord(record: Line, lines: Iterable<Line>): Iterable<Line> {
  yield record;
  yield* lines;
}

/** What the namespace is made from, to make it again. */
function recordOf(
  { owner, secret }: Pick<Namespace, "owner" | "secret">,
  { seed = "", apiKeys, start }: WorkspaceSettings,
): NamespaceRecord {
  return {
    owner,
    seed,
    secret,
    apiKeys,
    clock: start === undefined ? "real" : "virtual",
    ...(start !== undefined && { start }),
  };
}
