import type { DeliveryDefinition } from "./definition.js";
import type { SubscriptionQuery, Subscriptions } from "./options.js";
import { Refusal } from "./refusal.js";

/** A subscription, and what it says about a delivery's type and events. */
export interface Resolved<S> {
  readonly subscription: S;
  readonly objectType: string;
  readonly events: readonly string[];
}

/** Finds the subscription that a delivery belongs to, by the request and never by the body alone. */
export async function resolveSubscription<S extends object>(
  { subscription: roles }: DeliveryDefinition,
  subscriptions: Subscriptions<S> | undefined,
  compareUrl: boolean | undefined,
  query: SubscriptionQuery,
): Promise<Resolved<S>> {
  // What is given as a record may grow while the receiver runs.
  const find =
    typeof subscriptions === "function"
      ? subscriptions
      : ({ url: { pathname }, claimed }: SubscriptionQuery) =>
          subscriptions ? Object.hasOwn(subscriptions, pathname) && subscriptions[pathname] : (claimed as S);
  let subscription: S | false | null | undefined;
  try {
    subscription = await find(query);
  } catch (error) {
    throw new Refusal("resolver_failed", error);
  }
  const {
    [roles.objectType]: objectType,
    [roles.url]: url,
    [roles.event]: event,
    [roles.events]: list,
  } = Object(subscription) as Readonly<Record<string, unknown>>;
  const path = query.url.pathname + query.url.search;
  const stored = compareUrl && new URL(String(url), query.url);
  const isOther = stored && stored.pathname + stored.search !== path;
  if (!subscription || typeof objectType !== "string" || isOther)
    throw new Refusal("unknown_subscription", `${path}: ${JSON.stringify({ objectType, url })}`);
  const events = new Set([event, list].flat());
  return { subscription, objectType, events: [...events].filter((one) => typeof one === "string") };
}
