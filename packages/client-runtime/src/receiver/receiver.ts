import { answerFetch } from "./adapters/fetch.js";
import { bodySignatures } from "./authenticate.js";
import type { DeliveryDefinition } from "./definition.js";
import { createMemoryReplayStore } from "./memory-replay-store.js";
import { once } from "./once.js";
import type { Answer, IncomingDelivery } from "./exchange.js";
import { checkNumbers } from "./check-numbers.js";
import { type ReceiverOptions, type SubscriptionQuery } from "./options.js";
import { answerTo, type Outcome, refused, report } from "./outcome.js";
import { readBody } from "./read-body.js";
import { Refusal } from "./refusal.js";
import { checkPattern, matching, type Route } from "./routes.js";
import { resolveSubscription } from "./subscription.js";
import type { DeliveryHandler, Pattern, ReceivedDelivery, ReceiverTypes } from "./types.js";

/** Takes deliveries in, checks them, and hands each to its handlers once. */
export interface Receiver<T extends ReceiverTypes> {
  /** Adds a handler. All that match a delivery run, one after another in this order; when one throws, all run again for the next copy. */
  on<P extends Pattern<T>>(pattern: P, handler: DeliveryHandler<T, P>): Receiver<T>;
  /** Answers one request of any framework. Never rejects. */
  receive(incoming: IncomingDelivery): Promise<Answer>;
  /** Answers a Fetch API request: Hono, Next, Deno, Bun, Workers. Never rejects. Bound, so that it can be passed on. */
  readonly fetch: (request: Request) => Promise<Response>;
}

const day = 86_400_000;

/**
 * A receiver of one API's deliveries.
 * @throws TypeError for an empty secret or a number out of range
 */
export function createReceiver<T extends ReceiverTypes>(
  definition: DeliveryDefinition,
  options: ReceiverOptions<T>,
): Receiver<T> {
  const {
    secrets,
    subscriptions,
    compareUrl,
    requireStrongest = true,
    signatures = bodySignatures,
    now = Date.now,
    replayStore = createMemoryReplayStore({ now }),
    leaseMs = 60_000,
    retentionMs = 21 * day,
    maxBytes = 5 * 1024 * 1024,
    onOutcome = report,
  } = options;
  checkNumbers({ leaseMs, retentionMs, maxBytes });
  const authenticate = signatures({ secrets, definition, requireStrongest, now });
  const routes: Route<(received: ReceivedDelivery<T>) => unknown>[] = [];
  if (!subscriptions) console.warn("Pass `subscriptions`: without, a receiver believes what is not signed.");

  async function take({ method, url, headers, body, advice = "" }: IncomingDelivery) {
    if (method !== "POST") throw new Refusal("method_not_allowed", method);
    const rawBody = await readBody(body, maxBytes, advice);
    const authentic = await authenticate(headers, rawBody);
    const claimed = Object(authentic.body[definition.subscription.member]) as SubscriptionQuery["claimed"];
    const query = { url, headers, claimed };
    const resolved = await resolveSubscription(definition, subscriptions, compareUrl, query);
    const wanted = matching(routes, resolved.objectType, resolved.events);
    if (!wanted.length) return "unhandled";
    return once(replayStore, authentic.key, leaseMs, retentionMs, async (signal) => {
      const received = {
        ...resolved,
        // Typed by the spec; what is genuine is the API's to keep to it.
        data: authentic.body[definition.data],
        delivery: authentic.body,
        rawBody,
        signal,
      } as unknown as ReceivedDelivery<T>;
      for (const { handler } of wanted) await handler(received);
    });
  }

  async function receive(incoming: IncomingDelivery): Promise<Answer> {
    const outcome = await take(incoming).then(
      (taken): Outcome => ({ outcome: taken, status: definition.success }),
      refused,
    );
    try {
      onOutcome(outcome);
    } catch (error) {
      // The answer is decided: a broken counter must not have a handled delivery sent again.
      console.error(error);
    }
    return answerTo(outcome);
  }

  const receiver: Receiver<T> = {
    on(pattern, handler) {
      checkPattern(pattern);
      routes.push({ pattern, handler: handler as DeliveryHandler<T> });
      return receiver;
    },
    receive,
    fetch: (request) => answerFetch(receive, request),
  };
  return receiver;
}
