import type { Acting } from "./actions.js";
import type { Clock } from "./clock/clock.js";
import type { MockDefinition } from "./definition.js";
import type { Namespace } from "./namespaces.js";
import { createCollection } from "./resources/collection.js";
import { noRules } from "./resources/rules.js";
import type { Store } from "./store/store.js";
import { subscriptionRules } from "./subscriptions/rules.js";
import type { Subscriber } from "./subscriptions/subscriptions.js";

/** What the resources of a mock share. */
export interface ResourcesContext {
  readonly namespace: Namespace;
  readonly store: Store;
  readonly clock: Clock;
  readonly lenient: boolean;
  /** What operations on subscriptions lead to. */
  readonly subscriber: Subscriber | undefined;
}

/** Opens each resource of a definition, with the rules of its role. */
export function createResources(
  definition: MockDefinition,
  { namespace, store, clock, lenient, subscriber }: ResourcesContext,
): ReadonlyMap<string, Acting> {
  const { subscription } = definition;
  const context = {
    namespace: namespace.name,
    owner: namespace.owner,
    store,
    clock,
    nextId: () => namespace.nextItemId(),
  };
  const opened = Object.entries(definition.resources).map(([name, resource]): [string, Acting] => {
    const isSubscription = subscription !== undefined && subscription.resource === name;
    const rules = isSubscription ? subscriptionRules(subscription, resource, lenient) : noRules;
    const collection = createCollection(name, resource, rules, context);
    return [name, { collection, rules, ...(isSubscription && subscriber !== undefined && { subscriber }) }];
  });
  return new Map(opened);
}
