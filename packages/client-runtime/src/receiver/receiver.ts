import { answerFetch } from "./adapters/fetch.js";
import { bodySignatures } from "./authenticate.js";
import type { DeliveryDefinition } from "./definition.js";
import { createMemoryReplayStore } from "./memory-replay-store.js";
import { once } from "./once.js";
import type { Answer, IncomingDelivery } from "./exchange.js";
import { checkOptions, type ReceiverOptions } from "./options.js";
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
 * @throws TypeError for an empty secret, an option that does not exist or a number out of range
 */
export function createReceiver<T extends ReceiverTypes>(
  definition: DeliveryDefinition,
  options: ReceiverOptions<T>,
): Receiver<T> {
  checkOptions(options);
  const { secrets, subscriptions, compareUrl = false, onOutcome = report, now = Date.now } = options;
  const { leaseMs = 60_000, retentionMs = 21 * day, maxBytes = 5 * 1024 * 1024 } = options;
  const { replayStore: store = createMemoryReplayStore({ now }) } = options;
  const { signatures = bodySignatures(options.requireStrongest ?? true) } = options;
  const authenticate = signatures({ secrets, definition, now });
  const routes: Route<(received: ReceivedDelivery<T>) => unknown>[] = [];
  if (subscriptions === undefined) {
    console.warn(
      "This receiver has no `subscriptions`, so it believes which subscription a delivery claims to be for. That is not signed: whoever captured a delivery can send it under another one. Give each subscription a URL of its own, and `subscriptions` by path.",
    );
  }

  async function take({ method, url, headers, body, advice = "" }: IncomingDelivery) {
    if (method !== "POST")
      throw new Refusal("method_not_allowed", `A ${method} is no delivery. Accepted: POST.`);
    const rawBody = await readBody(body, oneOf(headers["content-length"]), maxBytes, advice);
    const authentic = await authenticate(headers, rawBody);
    const claimed = objectOf(authentic.body[definition.subscription.member]);
    const query = { url, headers, claimed };
    const resolved = await resolveSubscription(definition, subscriptions, compareUrl, query);
    const wanted = matching(routes, resolved.objectType, resolved.events);
    if (wanted.length === 0) return "unhandled";
    return once(store, authentic.key, { leaseMs, retentionMs }, async (signal) => {
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

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function oneOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "object" ? header[0] : header;
}
