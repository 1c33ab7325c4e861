import { expect, test } from "vitest";
import { createVirtualClock } from "../clock/virtual.js";
import { createRandom } from "../random.js";
import { createSleeper } from "../sleeper.js";
import { sendThroughFaults } from "./apply-to-delivery.js";
import type { DeliveryFault } from "./fault.js";
import { createFaults } from "./faults.js";

const delivery = { id: "d1", subscription: "s1", url: "http://localhost/hook", kind: "virtual", attempt: 1 };
const received = { response: { status: 204, headers: {}, body: "" } };

function sendingWith(...rules: readonly DeliveryFault[]) {
  const faults = createFaults([], createRandom("seed"));
  for (const rule of rules) faults.add(rule);
  const clock = createVirtualClock(0);
  const sent: number[] = [];
  const send = async () => {
    sent.push(clock.now());
    return received;
  };
  return { clock, sent, result: sendThroughFaults(faults, createSleeper(clock), delivery, send) };
}

test("without a rule that fits it is sent once", async () => {
  const { result, sent } = sendingWith({ on: "delivery", subscription: "s2", reset: true });
  expect(await result).toBe(received);
  expect(sent).toHaveLength(1);
});

test.each<[DeliveryFault, object]>([
  [{ on: "delivery", status: 503 }, { response: { status: 503, headers: {}, body: "" } }],
  [{ on: "delivery", reset: true }, { failure: "the connection was cut by fault-1" }],
])("%j fails without sending", async (rule, wanted) => {
  const { result, sent } = sendingWith(rule);
  expect(await result).toEqual(wanted);
  expect(sent).toEqual([]);
});

test("latency waits by the clock, then sends", async () => {
  const { result, sent, clock } = sendingWith({ on: "delivery", latency: "1m" });
  clock.moveTo(60_000);
  expect(await result).toBe(received);
  expect(sent).toEqual([60_000]);
});

test.each([
  [true, 2],
  [3, 4],
] as const)("duplicate: %s sends it %s times", async (duplicate, times) => {
  const { result, sent } = sendingWith({ on: "delivery", duplicate });
  expect(await result).toBe(received);
  expect(sent).toHaveLength(times);
});
