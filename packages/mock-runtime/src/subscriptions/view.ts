import type { Ledger } from "../deliveries/ledger.js";
import type { Delivery } from "../deliveries/report.js";
import type { Health, SubscriptionState } from "./state.js";
import type { Subscriptions } from "./subscriptions.js";

/** A subscription as the mock sees it; what its API shows of it is its item. */
export interface SubscriptionView {
  readonly id: string;
  readonly health: Health;
  /** Changes of its source up to this number are reported. */
  readonly cursor: number;
  /** How often it was polled. Deliveries name the poll that found their changes: id, dot, number. */
  readonly polls: number;
  /** When it is polled next (milliseconds since 1970); absent while no poll is planned. */
  readonly due?: number;
  /** Its deliveries that are under way or will be attempted again, oldest first. */
  readonly pending: readonly Delivery[];
  /** Native events that wait for the one before them. */
  readonly waiting: number;
  /** What is being delivered, and how many pages of it are left. */
  readonly batch?: {
    readonly id?: string;
    readonly trigger: "poll" | "native" | "initial";
    readonly delivery?: string;
    readonly pagesLeft: number;
  };
  /** Goes on with one that is unhealthy or was stopped. Rejects when a virtual one was that for more than 7 days. */
  resume(): Promise<void>;
}

/** A copy of what is known now. */
export function viewOf(
  { id, health, cursor, polls, queue, batch }: SubscriptionState,
  ledger: Ledger,
  subscriptions: Subscriptions,
): SubscriptionView {
  const due = subscriptions.dueOf(id);
  return {
    id,
    health,
    cursor,
    polls,
    ...(due !== undefined && { due }),
    pending: ledger.pending(id),
    waiting: queue.length,
    ...(batch !== undefined && { batch: batchView(batch) }),
    resume: () => subscriptions.resume(id),
  };
}

function batchView({ id, trigger, delivery, pages }: NonNullable<SubscriptionState["batch"]>) {
  return {
    ...(id !== undefined && { id }),
    trigger,
    ...(delivery !== undefined && { delivery }),
    pagesLeft: pages.length,
  };
}
