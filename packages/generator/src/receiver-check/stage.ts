import type { Agent as HttpAgent } from "node:http";
import { compose, type Delivery, type Recipe } from "./compose.js";
import { exchange, type Answer, type Exchange } from "./exchange.js";
import type { Guard } from "./guard.js";
import type { Handled, Observer } from "./observer.js";
import type { Severity } from "./report.js";
import type { DeliveryShape } from "./shape.js";

/** One hostile or unusual thing to do to a receiver, and what is right. */
export interface Trick {
  readonly id: string;
  readonly title: string;
  readonly sends: string;
  readonly accepts: string;
  readonly why: string;
  readonly severity: Severity;
  /** What cannot be judged without an observed handler. */
  readonly unseen?: string;
  /** Why the trick means nothing for this API; undefined when it does. */
  readonly inapplicable?: (shape: DeliveryShape) => string | undefined;
  readonly play: (stage: Stage) => Promise<readonly Fault[]>;
}

/** One thing that a receiver got wrong. */
export interface Fault {
  /** What came, as a phrase. */
  readonly came: string;
  /** Default: the trick's. */
  readonly severity?: Severity;
  /** The receiver is gone: the rest would say nothing new. */
  readonly fatal?: boolean;
}

/** An answer kept for the checks that look at the whole run. */
export interface Seen {
  readonly trick: string;
  readonly answer: Answer;
  /** We took our time on purpose, so that its time says nothing of the receiver. */
  readonly paced: boolean;
}

export type Outgoing = Partial<
  Pick<Exchange, "method" | "headers" | "chunked" | "dripMs" | "readAfterMs" | "onAnswer" | "hangUp">
> & { readonly agent?: HttpAgent };

/** The time of the whole run is over. */
export class OutOfTime extends Error {}

/** What a trick plays on: the receiver, and what is known of it. */
export interface Stage {
  readonly shape: DeliveryShape;
  readonly secret: string;
  readonly url: URL;
  /** Milliseconds after which an answer is late. Twice that is waited for, so that late is told from never. */
  readonly timeoutMs: number;
  /** Milliseconds to spend on being slow. */
  readonly paceMs: number;
  readonly seen: readonly Seen[];
  /** Whether every question about the handler so far had an answer. */
  readonly observing: () => boolean;
  compose(recipe?: Recipe): Promise<Delivery>;
  post(body: Buffer, how?: Outgoing): Promise<Answer>;
  /** How often the handler ran for these deliveries since this was last asked; undefined when nobody can tell. */
  runs(deliveries: readonly Delivery[], wanted: number): Promise<number | undefined>;
}

export interface StageOptions {
  readonly shape: DeliveryShape;
  readonly secret: string;
  readonly url: URL;
  readonly guard: Guard;
  readonly timeoutMs: number;
  /** When the run must end, on the clock of `performance.now()`. */
  readonly deadline: number;
  readonly observer: Observer | undefined;
  /** Where all tricks of a run put what they saw. */
  readonly seen: Seen[];
}

export async function createStage(trick: string, options: StageOptions): Promise<Stage> {
  const { shape, secret, url, guard, timeoutMs, deadline, observer, seen } = options;
  let before: Handled | undefined = await observer?.read().catch(() => undefined);
  return {
    shape,
    secret,
    url,
    timeoutMs,
    paceMs: Math.min(1000, timeoutMs / 5),
    seen,
    observing: () => before !== undefined,
    compose: (recipe) => compose(shape, secret, recipe),
    async post(body, how = {}) {
      const left = deadline - performance.now();
      if (left <= 0) throw new OutOfTime();
      const answer = await exchange({
        url,
        lookup: guard.lookup,
        method: "POST",
        body,
        limitMs: Math.ceil(Math.min(2 * timeoutMs, left)),
        ...how,
        headers: { "content-type": shape.contentType, ...how.headers },
      });
      seen.push({ trick, answer, paced: how.dripMs !== undefined || how.readAfterMs !== undefined });
      return answer;
    },
    async runs(deliveries, wanted) {
      if (observer === undefined || before === undefined) return undefined;
      const nonces = deliveries.map(({ nonce }) => nonce);
      const since = await observer.runsSince(before, nonces, wanted);
      before = since?.now;
      return since?.runs;
    },
  };
}
