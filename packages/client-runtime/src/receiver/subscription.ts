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
  compareUrl: boolean,
  query: SubscriptionQuery,
): Promise<Resolved<S>> {
  const subscription = await find(subscriptions, query);
  const { pathname, search } = query.url;
  if (subscription === undefined || subscription === null) {
    throw new Refusal(
      "unknown_subscription",
      `The delivery is genuine, and \`subscriptions\` knows none for ${pathname}. The sender is asked to come again: its answer to the call that created it may still be on the way.`,
    );
  }
  const fields = subscription as Readonly<Record<string, unknown>>;
  if (compareUrl && !hasPath(fields[roles.url], pathname + search)) {
    throw new Refusal(
      "unknown_subscription",
      `The delivery came to ${pathname + search}, and its subscription has "${roles.url}": ${JSON.stringify(fields[roles.url])}. Drop compareUrl if that was changed since.`,
    );
  }
  const objectType = fields[roles.objectType];
  if (typeof objectType !== "string") {
    throw new Refusal(
      "unknown_subscription",
      `The subscription of ${pathname} has no "${roles.objectType}" that is a text, so no handler can be chosen.`,
    );
  }
  const list = fields[roles.events];
  const events = new Set([fields[roles.event], ...(Array.isArray(list) ? (list as unknown[]) : [])]);
  return {
    subscription,
    objectType,
    events: [...events].filter((event) => typeof event === "string"),
  };
}

async function find<S>(subscriptions: Subscriptions<S> | undefined, query: SubscriptionQuery) {
  if (subscriptions === undefined) return query.claimed as S;
  const { pathname } = query.url;
  if (typeof subscriptions !== "function")
    return Object.hasOwn(subscriptions, pathname) ? subscriptions[pathname] : undefined;
  try {
    return await subscriptions(query);
  } catch (error) {
    throw new Refusal("resolver_failed", `\`subscriptions\` threw: ${String(error)}`, error);
  }
}

function hasPath(url: unknown, path: string): boolean {
  if (typeof url !== "string" || !URL.canParse(url)) return false;
  const { pathname, search } = new URL(url);
  return pathname + search === path;
}
