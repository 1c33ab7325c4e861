import type { Changes } from "../store/changes.js";
import type { Batch, Page, QueuedEvent, SubscriptionState } from "./state.js";

/** A state without what may be long: that is saved part by part, so that a change of one does not write all of them again. */
export type StateEntry = Omit<SubscriptionState, "queue" | "batch"> & {
  readonly batch?: Omit<Batch, "pages">;
};

export function stateEntry({ queue: _queue, batch, ...rest }: SubscriptionState): StateEntry {
  if (batch === undefined) return rest;
  const { pages: _pages, ...own } = batch;
  return { ...rest, batch: own };
}

/** The state that these parts came from. */
export function stateOf(
  { batch, ...rest }: StateEntry,
  queue: QueuedEvent[],
  pages: readonly Page[],
): SubscriptionState {
  return { ...rest, queue, ...(batch !== undefined && { batch: { ...batch, pages } }) };
}

/** Pages by how many are left with them: that stays the same while those before them go. */
export function pagesByLeft(state: SubscriptionState): [left: string, page: Page][] {
  const pages = state.batch?.pages ?? [];
  return pages.map((page, at) => [String(pages.length - at), page]);
}

export function eventsByChange({ queue }: SubscriptionState): [change: string, event: QueuedEvent][] {
  return queue.map((event) => [String(event.change), event]);
}

/** Reports states. */
export interface Reporter {
  /** The state may be another since it was reported last. */
  report(state: SubscriptionState): void;
  /** The state is as it was saved. */
  know(state: SubscriptionState): void;
}

interface Known {
  readonly event: ReadonlyMap<string, QueuedEvent>;
  readonly page: ReadonlyMap<string, Page>;
}

const nothing: Known = { event: new Map(), page: new Map() };

export function createReporter(changes: Changes): Reporter {
  const known = new WeakMap<SubscriptionState, Known>();

  const partsOf = (state: SubscriptionState): Known => ({
    event: new Map(eventsByChange(state)),
    page: new Map(pagesByLeft(state)),
  });

  function compare(kind: keyof Known, id: string, before: Known, now: Known): void {
    for (const [key, part] of before[kind]) if (now[kind].get(key) !== part) changes.remove(kind, [id, key]);
    for (const [key, part] of now[kind])
      if (before[kind].get(key) !== part) changes.put(kind, [id, key], () => part);
  }

  return {
    report(state) {
      const { id } = state;
      const [before, now] = [known.get(state) ?? nothing, partsOf(state)];
      // As it is now, like its parts: what a turn changes until the next report must not be written without them.
      const entry = stateEntry(state);
      changes.put("subscription", [id], () => entry);
      compare("event", id, before, now);
      compare("page", id, before, now);
      known.set(state, now);
    },
    know: (state) => void known.set(state, partsOf(state)),
  };
}
