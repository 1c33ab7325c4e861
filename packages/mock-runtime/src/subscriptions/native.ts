import type { JsonObject } from "../json.js";
import { lastChange } from "../sources/sources.js";
import { changesSince, selects, wantsEvent } from "./collect.js";
import type { SubscriptionsContext } from "./context.js";
import type { QueuedEvent, SubscriptionState } from "./state.js";

/** The events that wait in native subscriptions. */
export interface Native {
  /** Adds an event at the end; without room it is dropped, and logged. */
  push(state: SubscriptionState, item: JsonObject, event: QueuedEvent): void;
  /** Drops and logs all that waits. */
  dropAll(state: SubscriptionState, item: JsonObject, reason: string): void;
  /** After the mode changed: nothing that was not reported yet gets lost between polls and events. */
  changeMode(state: SubscriptionState, item: JsonObject): void;
}

export function createNative(context: SubscriptionsContext): Native {
  const { roles, sources, ledger, queue, maker, queueLimit } = context;
  const { mode } = roles;

  function drop(item: JsonObject, change: number, reason: string): void {
    ledger.add(maker.dropped({ item, kind: "native", trigger: "native", changes: [change] }, reason));
  }

  function push(state: SubscriptionState, item: JsonObject, event: QueuedEvent): void {
    if (state.queue.length < queueLimit) state.queue.push(event);
    else drop(item, event.change, `dropped: ${queueLimit} events wait already`);
  }

  /** What the next poll would have reported, as events. */
  function takeOver(state: SubscriptionState, item: JsonObject): void {
    const from = Math.max(state.cursor, state.batch?.to ?? 0);
    const objects = sources.history(state.source, state.objectType);
    for (const changed of changesSince(objects, from, (what) => wantsEvent(roles, item, what))) {
      if (!selects(roles, item, changed.object)) continue;
      const what = changed.removed !== undefined ? "deleted" : changed.created > from ? "created" : "updated";
      push(state, item, { what, change: lastChange(changed), object: changed.object });
    }
  }

  return {
    push,
    dropAll(state, item, reason) {
      for (const { change } of state.queue) drop(item, change, reason);
      state.queue = [];
    },
    changeMode(state, item) {
      const before = state.mode;
      state.mode = item[mode.field];
      if (state.mode === mode.none) {
        queue.cancelAll(state.id, "the subscription delivers nothing");
        delete state.batch;
        state.queue = [];
      } else if (before === mode.none) {
        state.cursor = sources.sequence;
      } else if (state.mode === mode.native) {
        takeOver(state, item);
      } else {
        state.cursor = (state.queue[0]?.change ?? sources.sequence + 1) - 1;
        state.queue = [];
      }
    },
  };
}
