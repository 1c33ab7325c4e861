import { inTime } from "../clock/clock.js";
import type { DeliveryRecord } from "../deliveries/ledger.js";
import type { Target } from "../deliveries/queue.js";
import { pointerToken, show, type JsonObject } from "../json.js";
import { Problem, type FieldProblem } from "../problems.js";
import type { SourceListener } from "../sources/connection.js";
import { createBatches, initialBatch } from "./batches.js";
import { selects, wantsEvent } from "./collect.js";
import { intervalOf, isPaused, type SubscriptionsContext } from "./context.js";
import { createNative } from "./native.js";
import { createPolling } from "./polling.js";
import { whyNotTriggerable } from "./rules.js";
import { createReporter } from "./saved.js";
import { createSerial, type SubscriptionState } from "./state.js";

/** What operations on subscriptions lead to. */
export interface Subscriber {
  /** Why a subscription with these fields may not be created; undefined when it may. */
  admit(draft: JsonObject): FieldProblem | undefined;
  /** After a create. The returned function starts the initial sync: it is for when the response has been flushed. */
  created(item: JsonObject, withInitialSync: boolean): (() => void) | undefined;
  /** After a change by its owner. */
  changed(item: JsonObject): Promise<void>;
  /** After a removal: nothing starts any more. */
  removed(id: string): void;
  /** Polls now. Throws problems 409 and 422 for one that cannot be polled. */
  trigger(id: string, item: JsonObject): Promise<void>;
  /** Goes on with one that is unhealthy or was stopped. Throws a problem 409 when it has been so for too long. */
  resume(id: string): Promise<void>;
}

/** The subscriptions of one namespace at work. */
export interface Subscriptions extends Subscriber, SourceListener {
  /** For the queue. */
  targetOf(record: DeliveryRecord): Promise<Target>;
  /** For the queue. Undefined when there is nothing to wait for. */
  settled(record: DeliveryRecord, answered: number | undefined): Promise<void> | undefined;
  dueOf(id: string): number | undefined;
  withNews(): readonly SubscriptionState[];
  /** Takes up what states that were put back have left to do. */
  restart(): Promise<void>;
  /** Plans no polls any more. */
  stop(): void;
}

/** Unhealthy for longer than this (milliseconds): a virtual subscription cannot be resumed. */
const resumableFor = 7 * 24 * 60 * 60_000;

/** Real milliseconds that the response to a create has to be flushed. */
const flushPatience = 1000;

export function createSubscriptions(context: SubscriptionsContext): Subscriptions {
  const { roles, delivery, idField, agenda, items, sources, states, ledger, queue, changes } = context;
  const { mode } = roles;
  const reporter = changes && createReporter(changes);
  const serial = createSerial();
  const batches = createBatches(context);
  const polling = createPolling(context, batches, (id) => onTurn(id, onDue));
  const native = createNative(context);
  const isNative = (item: JsonObject) => item[mode.field] === mode.native;
  const isNone = (item: JsonObject) => item[mode.field] === mode.none;

  /** A state is changed by its creation and in its turn only; that is where it is reported. */
  function report(id: string): void {
    const state = states.get(id);
    if (state !== undefined) reporter?.report(state);
  }

  function inTurn<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    return changes === undefined ? serial(id, work) : serial(id, () => work().finally(() => report(id)));
  }

  /** Work on one subscription, unless it is gone or may not work. */
  function onTurn(
    id: string,
    work: (state: SubscriptionState, item: JsonObject) => Promise<void>,
  ): Promise<void> {
    return inTurn(id, async () => {
      const [state, item] = [states.get(id), await items.get(id)];
      if (state !== undefined && item !== undefined && states.get(id) === state) await work(state, item);
    });
  }

  /** Other work may have had its turn between the due time and this one: then what comes next is looked at anew. */
  function onDue(state: SubscriptionState, item: JsonObject): Promise<void> {
    const mayPoll = isActive(state, item) && !isNative(item) && state.batch === undefined;
    return mayPoll && state.due <= agenda.now() ? polling.poll(state) : goOn(state, item);
  }

  function isActive({ health }: SubscriptionState, item: JsonObject): boolean {
    return health.state === "healthy" && !isPaused(roles, item) && !isNone(item);
  }

  /** Whatever comes next for a subscription with nothing under way. */
  async function goOn(state: SubscriptionState, item: JsonObject): Promise<void> {
    polling.cancel(state.id);
    if (!isActive(state, item)) return;
    if (state.batch !== undefined) {
      if (state.batch.delivery === undefined && state.batch.held === undefined)
        await batches.send(state, item);
    } else if (!isNative(item)) {
      polling.schedule(state);
    } else {
      const event = state.queue.shift();
      if (event === undefined) return;
      const pages = [{ objects: [event.object], changes: [event.change] }];
      await batches.start(state, item, { trigger: "native", to: event.change, pages });
    }
  }

  /** Goes on with the settings that the item has now. */
  async function adapt(state: SubscriptionState, item: JsonObject): Promise<void> {
    const interval = intervalOf(roles, item);
    if (interval !== state.interval) state.due = inTime(Math.max(agenda.now(), state.checked + interval));
    state.interval = interval;
    if (item[mode.field] !== state.mode) native.changeMode(state, item);
    if (!isPaused(roles, item)) queue.thaw(state.id);
    await goOn(state, item);
  }

  /** A state may have been saved between the end of its delivery and what follows from that. */
  async function takeUp(id: string): Promise<void> {
    const batch = states.get(id)?.batch;
    const record = ledger.get(batch?.delivery ?? "");
    if (batch !== undefined) {
      delete batch.held;
      // One that is over and out of the log: at least once is what is promised, so the page is sent anew.
      if (record === undefined) delete batch.delivery;
    }
    if (record !== undefined && record.status !== "pending")
      await settled(record, record.attempts.at(-1)?.status);
    await onTurn(id, adapt);
  }

  function settled(record: DeliveryRecord, answered: number | undefined): Promise<void> | undefined {
    const id = record.subscription ?? "";
    const isOfBatch = states.get(id)?.batch?.delivery === record.id;
    if (record.trigger === "manual" || (record.status !== "failed" && !isOfBatch)) return undefined;
    return onTurn(id, async (state, item) => {
      if (record.status === "failed") return fail(state, item, answered);
      if (state.batch?.delivery !== record.id) return undefined;
      const { trigger } = state.batch;
      // A poll that was cancelled leaves its changes to the next one.
      if (record.status === "cancelled" && trigger === "poll") delete state.batch;
      else if (await batches.advance(state, item)) return undefined;
      return goOn(state, item);
    });
  }

  async function fail(
    state: SubscriptionState,
    item: JsonObject,
    answered: number | undefined,
  ): Promise<void> {
    if (state.health.state !== "healthy") return;
    const word = answered === 410 ? "stopped" : "unhealthy";
    state.health = { state: word, since: agenda.now() };
    polling.cancel(state.id);
    queue.cancelAll(state.id, word);
    native.dropAll(state, item, word);
    // A poll is made anew from the cursor; an initial sync goes on with the page that failed.
    if (state.batch?.trigger === "initial") delete state.batch.delivery;
    else delete state.batch;
    await showHealth(state.id, false);
  }

  async function showHealth(id: string, isHealthy: boolean): Promise<void> {
    const { healthy } = roles;
    if (healthy !== undefined) await items.touch(id, (item) => ({ ...item, [healthy]: isHealthy }));
  }

  return {
    admit(draft) {
      const source = draft[roles.source];
      if (!context.strict || source === undefined || sources.has(String(source))) return undefined;
      const detail = `There is no connection ${show(source)}. Make it with mock.connection(${show(source)}).create(), or give it objects.`;
      return { pointer: `/${pointerToken(roles.source)}`, code: "unknown", detail };
    },

    created(item, withInitialSync) {
      const now = agenda.now();
      const state: SubscriptionState = {
        id: String(item[idField]),
        source: String(item[roles.source]),
        objectType: String(item[roles.objectType]),
        cursor: sources.sequence,
        checked: now,
        polls: 0,
        due: inTime(now + intervalOf(roles, item)),
        health: { state: "healthy" },
        queue: [],
        mode: item[mode.field],
        interval: intervalOf(roles, item),
      };
      states.set(state.id, state);
      if (!withInitialSync || isNone(item)) {
        report(state.id);
        void agenda.track(onTurn(state.id, goOn));
        return undefined;
      }
      const batch = (state.batch = initialBatch(context, state, item));
      batch.held = true;
      report(state.id);
      const release = agenda.hold();
      const start = () => {
        clearTimeout(patience);
        delete batch.held;
        void agenda.track(onTurn(state.id, goOn));
        release();
      };
      // Not every adapter tells, and an answer may be lost to a fault or an override.
      const patience = setTimeout(start, flushPatience).unref();
      return start;
    },

    changed: (item) => onTurn(String(item[idField]), (state) => adapt(state, item)),

    removed(id) {
      if (states.delete(id)) changes?.remove("subscription", [id]);
      polling.cancel(id);
      queue.cancelAll(id, "deleted");
    },

    trigger: (id, item) =>
      inTurn(id, async () => {
        const refused = whyNotTriggerable(roles, item);
        if (refused !== undefined) throw refused;
        const state = states.get(id);
        if (state === undefined) return;
        const why = isPaused(roles, item) ? "paused" : state.health.state;
        if (why !== "healthy") {
          throw new Problem(
            409,
            `The subscription ${show(id)} is ${why}: it is not polled. Resume it first.`,
          );
        }
        if (state.batch === undefined) await polling.poll(state);
        else state.due = inTime(agenda.now() + intervalOf(roles, item));
      }),

    resume: (id) =>
      onTurn(id, async (state, item) => {
        const { health } = state;
        if (health.state === "healthy") return;
        const since = new Date(health.since).toISOString();
        if (!isNative(item) && agenda.now() - health.since > resumableFor) {
          throw new Problem(
            409,
            `The subscription ${show(id)} has been ${health.state} since ${since}, more than 7 days. Delete it and create another.`,
          );
        }
        state.health = { state: "healthy" };
        if (isNative(item)) state.cursor = sources.sequence;
        await showHealth(id, true);
        await goOn(state, item);
      }),

    async objectChanged({ source, objectType, what, change, object }) {
      const hearing = [...states.values()].filter(
        (state) => state.mode === mode.native && state.source === source && state.objectType === objectType,
      );
      const turns = hearing.map(({ id }) =>
        onTurn(id, async (state, item) => {
          if (state.health.state !== "healthy" || !wantsEvent(roles, item, what)) return;
          if (!selects(roles, item, object)) return;
          native.push(state, item, { what, change, object });
          await goOn(state, item);
        }),
      );
      await agenda.track(Promise.all(turns));
    },

    async sourceRemoved(source) {
      for (const item of await items.list()) {
        if (item[roles.source] !== source) continue;
        await items.remove(String(item[idField]));
        this.removed(String(item[idField]));
      }
    },

    async targetOf(record) {
      const id = record.subscription ?? "";
      const item = await items.get(id);
      const health = states.get(id)?.health;
      if (item === undefined || health === undefined) return { gone: "deleted" };
      if (health.state !== "healthy") return { gone: health.state };
      if (isPaused(roles, item)) return { frozen: true };
      const isPushed = record.kind === "native" || (record.kind !== "virtual" && isNative(item));
      return {
        url: String(item[roles.url]),
        retry: isPushed ? delivery.retry.native : delivery.retry.virtual,
      };
    },

    settled,
    dueOf: (id) => polling.dueOf(id),
    withNews: () => polling.withNews(),
    async restart() {
      const known = [...states.keys()];
      for (const state of states.values()) reporter?.know(state);
      const found = await items.list();
      const ids = new Set(found.map((item) => String(item[idField])));
      for (const id of known) if (!ids.has(id)) this.removed(id);
      // An item that came without its state, e.g. in lines by hand, is as one that was just made.
      for (const item of found) if (!states.has(String(item[idField]))) this.created(item, false);
      for (const id of known) await takeUp(id);
    },
    stop: () => polling.clear(),
  };
}
