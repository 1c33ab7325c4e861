import { expect, test } from "vitest";
import { createRandom } from "../random.js";
import { createFaults } from "./faults.js";
import type { Fault } from "./fault.js";

const create = () => createFaults(["listThings", "getThing"], createRandom("seed"));
const delivery = { id: "d1", subscription: "s1", url: "http://localhost/hook", kind: "virtual", attempt: 1 };

test.each([
  [undefined, "A fault is nothing. Pass an object, e.g. { status: 503 }."],
  [[], "A fault is []. Pass an object, e.g. { status: 503 }."],
  [{ on: "saturday" }, 'A fault is on "saturday". Pass "request" (the default) or "delivery".'],
  [{ operation: "listThings" }, "A fault does nothing. Give it one of status, problem, headers, latency, "],
  [
    { on: "delivery" },
    "A fault does nothing. Give it one of status, problem, rateLimit, latency, hang, reset, duplicate, truncate, malformed, contentType, drip.",
  ],
  [{ statuss: 503 }, 'A fault on a request has no "statuss". It has on, times, after, '],
  [{ on: "delivery", act: true }, 'A fault on a delivery has no "act".'],
  [JSON.parse('{"status":503,"__proto__":{}}'), 'A fault on a request has no "__proto__".'],
  [{ status: 99 }, "A fault's status is 99. Pass a whole number from 200 to 599."],
  [{ status: "503" }, 'A fault\'s status is "503". Pass a whole number from 200 to 599.'],
  [
    { latency: "soon" },
    'A fault\'s latency is "soon". Pass milliseconds from 0, or text such as "250ms", "2s", "1h".',
  ],
  [{ hang: false }, "A fault's hang is false. Pass true, or milliseconds from 0, or text"],
  [{ status: 503, probability: 2 }, "A fault's probability is 2. Pass a number from 0 to 1."],
  [{ status: 503, times: 0 }, "A fault's times is 0. Pass a whole number from 1."],
  [
    { drip: { bytes: 4 } },
    'A fault\'s drip is {"bytes":4}. Pass an object of bytes, every (every is required).',
  ],
  [
    { rateLimit: 5 },
    "A fault's rateLimit is 5. Pass an object of retryAfter, limit (retryAfter is required).",
  ],
  [{ headers: { a: 1 } }, 'A fault\'s headers is {"a":1}. Pass an object of texts, by the names of headers.'],
  [{ headers: { "a b": "1" } }, 'A fault\'s headers is {"a b":"1"}. Pass an object of texts'],
  [{ contentType: "a\r\nb: c" }, 'A fault\'s contentType is "a\\r\\nb: c". Pass text on one line.'],
  [
    { status: 503, operation: "nope" },
    'A fault is for the operation "nope". There are listThings, getThing.',
  ],
])("a rule that cannot be meant is refused: %j", (rule, message) => {
  const faults = create();
  // What comes over HTTP has no type.
  expect(() => faults.add(rule as Fault)).toThrow(message);
  expect(faults.list()).toEqual([]);
});

test("a rule without a function is plain data: it survives JSON", () => {
  const faults = create();
  const rule: Fault = { operation: "getThing", times: 2, latency: "2s", rateLimit: { retryAfter: 5 } };
  faults.add(JSON.parse(JSON.stringify(rule)) as Fault);
  expect(faults.list()).toEqual([{ id: "fault-1", rule, matched: 0, fired: 0 }]);
});

test("rules of deliveries see deliveries only, rules of requests requests only", () => {
  const faults = create();
  faults.add({ status: 503 });
  faults.add({ on: "delivery", reset: true });
  expect(faults.ofDelivery(delivery)?.id).toBe("fault-2");
  expect(faults.ofRequest({ method: "GET", path: "/", headers: {} })?.id).toBe("fault-1");
});

test.each<[Fault, boolean]>([
  [{ on: "delivery", reset: true, subscription: "s1" }, true],
  [{ on: "delivery", reset: true, subscription: "s2" }, false],
  [{ on: "delivery", reset: true, url: "http://localhost/*" }, true],
  [{ on: "delivery", reset: true, url: "http://localhost" }, false],
  [{ on: "delivery", reset: true, kind: "native" }, false],
  [{ on: "delivery", reset: true, match: ({ attempt }) => attempt === 1 }, true],
])("a delivery is met by %j: %s", (rule, isMet) => {
  const faults = create();
  faults.add(rule);
  expect(faults.ofDelivery(delivery) !== undefined).toBe(isMet);
});
