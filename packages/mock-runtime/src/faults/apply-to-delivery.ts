import { milliseconds } from "../clock/duration.js";
import type { AttemptResult } from "../deliveries/attempt.js";
import { answerInstead } from "./apply.js";
import type { Distortion } from "./distort.js";
import type { DeliveryFault, FaultableDelivery } from "./fault.js";
import type { FaultRules } from "./faults.js";

/** What a rule does to one attempt at a delivery. */
export interface Trouble {
  /** Id of the rule. */
  readonly fault: string;
  /** Milliseconds of the mock's clock until the attempt goes on. */
  readonly delay: number;
  /** Stands in for what the receiver would have answered: nothing is sent. */
  readonly instead?: AttemptResult;
  /** What happens to the POST on its way. */
  readonly distortion?: Distortion;
  /** How often it is sent beyond once. */
  readonly copies: number;
}

/**
 * Undefined when no rule fires. Waiting is left to the caller: within an attempt it would hold up the very clock that it waits for.
 * `patience` is what a hanging receiver is given, milliseconds.
 */
export function troubleOf(
  faults: FaultRules,
  delivery: FaultableDelivery,
  patience: number,
): Trouble | undefined {
  const fired = faults.isEmpty ? undefined : faults.ofDelivery(delivery);
  if (fired === undefined) return undefined;
  // The reason of an attempt is where the author of a match function that throws will look.
  if (fired.failure !== undefined)
    return { fault: fired.id, delay: 0, copies: 0, instead: { failure: fired.failure } };
  return { fault: fired.id, ...effectOf(fired.rule, delivery.url, patience) };
}

function effectOf(rule: DeliveryFault, url: string, patience: number): Omit<Trouble, "fault"> {
  const { latency = 0, hang, reset, duplicate = 0, truncate, malformed, contentType, drip } = rule;
  const delay = milliseconds(latency);
  if (hang !== undefined) {
    const hung = hang === true ? patience : milliseconds(hang);
    return { delay: delay + hung, copies: 0, instead: { failure: `no answer within ${hung} ms` } };
  }
  if (reset === true) return { delay, copies: 0, instead: { failure: "the connection was cut" } };
  const response = madeUp(rule, url);
  if (response !== undefined) return { delay, copies: 0, instead: { response } };
  const isDistorted = [truncate, malformed, contentType, drip].some((effect) => effect !== undefined);
  return { delay, copies: Number(duplicate), ...(isDistorted && { distortion: rule }) };
}

/** A status alone is an answer without a body, as receivers give it. */
function madeUp(
  rule: DeliveryFault,
  url: string,
): { status: number; headers: Record<string, string>; body: string } | undefined {
  const { status, problem, rateLimit } = rule;
  if (status !== undefined && problem === undefined && rateLimit === undefined)
    return { status, headers: {}, body: "" };
  const answer = answerInstead(rule, url);
  return answer && { status: answer.status, headers: { ...answer.headers }, body: answer.body };
}
