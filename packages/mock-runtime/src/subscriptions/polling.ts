import { inTime, timestamp, type Scheduled } from "../clock/clock.js";
import type { JsonObject } from "../json.js";
import type { Batches } from "./batches.js";
import { changesSince, pagesOf, pageSizeOf, selects, wantsEvent } from "./collect.js";
import { intervalOf, type SubscriptionsContext } from "./context.js";
import { withRun } from "./rules.js";
import type { SubscriptionState } from "./state.js";

/** Looks for changes in the name of virtual subscriptions. */
export interface Polling {
  /** Polls when the subscription is due; `poll` is called then. */
  schedule(state: SubscriptionState): void;
  /** Polls now: notes the run, and delivers what there is. */
  poll(state: SubscriptionState): Promise<void>;
  cancel(id: string): void;
  /** When it will be polled, undefined while nothing is planned. */
  dueOf(id: string): number | undefined;
  /** The subscriptions whose next poll will find something. */
  withNews(): readonly SubscriptionState[];
  clear(): void;
}

/** `onDue` decides whether a subscription that is due may be polled. */
export function createPolling(
  context: SubscriptionsContext,
  batches: Batches,
  onDue: (id: string) => Promise<void>,
): Polling {
  const { roles, delivery, agenda, items, sources, states } = context;
  const timers = new Map<string, Scheduled>();

  function cancel(id: string): void {
    timers.get(id)?.cancel();
    timers.delete(id);
  }

  function schedule(state: SubscriptionState): void {
    const { id } = state;
    cancel(id);
    const run = () => {
      timers.delete(id);
      return onDue(id);
    };
    timers.set(id, agenda.schedule(Math.max(agenda.now(), state.due), run));
  }

  function hasNews({ source, objectType, cursor }: SubscriptionState): boolean {
    return sources.lastChange(source, objectType) > cursor;
  }

  return {
    schedule,
    async poll(state) {
      cancel(state.id);
      const now = agenda.now();
      const item = await items.touch(state.id, (before) => withRun(roles, before, timestamp(now)));
      if (item === undefined) return;
      state.checked = now;
      state.polls += 1;
      state.due = inTime(now + intervalOf(roles, item));
      const to = sources.sequence;
      const pages = hasNews(state) ? pagesOf(found(state, item), pageSizeOf(roles, delivery, item)) : [];
      if (pages.length > 0)
        return batches.start(state, item, { trigger: "poll", poll: `${state.id}.${state.polls}`, to, pages });
      state.cursor = to;
      if (states.get(state.id) === state) schedule(state);
    },
    cancel,
    dueOf: (id) => (timers.has(id) ? states.get(id)?.due : undefined),
    withNews: () => [...timers.keys()].flatMap((id) => states.get(id) ?? []).filter(hasNews),
    clear() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
    },
  };

  function found({ source, objectType, cursor }: SubscriptionState, item: JsonObject) {
    const changed = changesSince(sources.history(source, objectType), cursor, (what) =>
      wantsEvent(roles, item, what),
    );
    return changed.filter(({ object }) => selects(roles, item, object));
  }
}
