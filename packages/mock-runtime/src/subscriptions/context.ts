import type { Agenda } from "../clock/agenda.js";
import type { DeliveryDefinition, SubscriptionDefinition } from "../definition.js";
import type { Ledger } from "../deliveries/ledger.js";
import type { Maker } from "../deliveries/maker.js";
import type { Queue } from "../deliveries/queue.js";
import type { JsonObject } from "../json.js";
import type { Sources } from "../sources/sources.js";
import type { Changes } from "../store/changes.js";
import type { SubscriptionState } from "./state.js";

/** The items of the resource whose items are subscriptions. */
export interface Items {
  get(id: string): Promise<JsonObject | undefined>;
  list(): Promise<readonly JsonObject[]>;
  /** Changes an item on the server's own account. */
  touch(id: string, change: (item: JsonObject) => JsonObject): Promise<JsonObject | undefined>;
  remove(id: string): Promise<unknown>;
}

/** What everything about the subscriptions of one namespace works with. */
export interface SubscriptionsContext {
  readonly roles: SubscriptionDefinition;
  readonly delivery: DeliveryDefinition;
  /** The field that holds a subscription's id. */
  readonly idField: string;
  readonly agenda: Agenda;
  readonly items: Items;
  readonly sources: Sources;
  readonly states: Map<string, SubscriptionState>;
  readonly ledger: Ledger;
  readonly queue: Queue;
  readonly maker: Maker;
  /** A subscription needs a source that is known. */
  readonly strict: boolean;
  /** Native events that may wait in one subscription. */
  readonly queueLimit: number;
  /** Where states are saved; undefined when they are not. */
  readonly changes: Changes | undefined;
}

const minute = 60_000;

/** The time between two polls in milliseconds. */
export function intervalOf({ interval }: SubscriptionDefinition, item: JsonObject): number {
  return Number(item[interval.field] ?? interval.default) * minute;
}

/** Whether a subscription is paused by its owner: nothing is polled or attempted. */
export function isPaused({ paused }: SubscriptionDefinition, item: JsonObject): boolean {
  return paused !== undefined && item[paused] === true;
}
