import { milliseconds } from "../clock/duration.js";
import type { AttemptResult } from "../deliveries/attempt.js";
import type { Sleeper } from "../sleeper.js";
import type { FaultableDelivery } from "./fault.js";
import type { FaultRules } from "./faults.js";

/** One attempt at a delivery, made to go wrong where a rule says so; `send` POSTs it. */
export async function sendThroughFaults(
  faults: FaultRules,
  sleeper: Sleeper,
  delivery: FaultableDelivery,
  send: () => Promise<AttemptResult>,
): Promise<AttemptResult> {
  const fired = faults.isEmpty ? undefined : faults.ofDelivery(delivery);
  if (fired === undefined) return send();
  const { latency, reset, status, duplicate } = fired.rule;
  if (latency !== undefined) await sleeper.sleep(milliseconds(latency)).over;
  if (reset === true) return { failure: `the connection was cut by ${fired.id}` };
  if (status !== undefined) return { response: { status, headers: {}, body: "" } };
  const result = await send();
  for (let copies = duplicate === true ? 1 : (duplicate ?? 0); copies > 0; copies--) await send();
  return result;
}
