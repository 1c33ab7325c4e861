import { milliseconds } from "../clock/duration.js";
import type { AttemptResult } from "../deliveries/attempt.js";
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
  return { fault: fired.id, ...effectOf(fired.rule, patience) };
}

function effectOf(
  { latency = 0, hang, reset, status, duplicate = 0 }: DeliveryFault,
  patience: number,
): Omit<Trouble, "fault"> {
  const delay = milliseconds(latency);
  if (hang !== undefined) {
    const hung = hang === true ? patience : milliseconds(hang);
    return { delay: delay + hung, copies: 0, instead: { failure: `no answer within ${hung} ms` } };
  }
  if (reset === true) return { delay, copies: 0, instead: { failure: "the connection was cut" } };
  if (status !== undefined)
    return { delay, copies: 0, instead: { response: { status, headers: {}, body: "" } } };
  return { delay, copies: Number(duplicate) };
}
