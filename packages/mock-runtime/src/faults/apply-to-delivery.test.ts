import { expect, test } from "vitest";
import { createRandom } from "../random.js";
import { troubleOf } from "./apply-to-delivery.js";
import type { DeliveryFault } from "./fault.js";
import { createFaults } from "./faults.js";

const delivery = { id: "d1", subscription: "s1", url: "http://localhost/hook", kind: "virtual", attempt: 1 };

function troubleWith(rule: DeliveryFault) {
  const faults = createFaults([], createRandom("seed"));
  faults.add(rule);
  return troubleOf(faults, delivery, 1000);
}

test("without a rule that fits there is no trouble", () => {
  expect(troubleWith({ on: "delivery", subscription: "s2", reset: true })).toBeUndefined();
  expect(troubleOf(createFaults([], createRandom("seed")), delivery, 1000)).toBeUndefined();
});

const answered = (status: number) => ({ response: { status, headers: {}, body: "" } });

test.each<[Omit<DeliveryFault, "on">, object]>([
  [{ status: 503 }, { delay: 0, copies: 0, instead: answered(503) }],
  [{ reset: true }, { delay: 0, copies: 0, instead: { failure: "the connection was cut" } }],
  [{ hang: true }, { delay: 1000, copies: 0, instead: { failure: "no answer within 1000 ms" } }],
  [
    { hang: "2s", latency: "1s" },
    { delay: 3000, copies: 0, instead: { failure: "no answer within 2000 ms" } },
  ],
  [{ latency: "1m" }, { delay: 60_000, copies: 0 }],
  [
    { latency: 5, status: 410 },
    { delay: 5, copies: 0, instead: answered(410) },
  ],
  [{ duplicate: true }, { delay: 0, copies: 1 }],
  [{ duplicate: 3 }, { delay: 0, copies: 3 }],
])("%j", (rule, wanted) => {
  expect(troubleWith({ on: "delivery", ...rule })).toEqual({ fault: "fault-1", ...wanted });
});
