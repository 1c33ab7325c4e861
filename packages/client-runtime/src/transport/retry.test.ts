import { describe, expect, test } from "vitest";
import { recordedTiming } from "../../test/pets.js";
import { retryAfter, retryDelay } from "./retry.js";

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers });
const silence = undefined;

const passing = [408, 429, 502, 503, 504, "no answer"];
const table = [
  ...["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].map((method) => ({
    method,
    keyed: false,
    repeated: [...passing, 500],
  })),
  ...["POST", "PATCH"].map((method) => ({ method, keyed: false, repeated: [] as unknown[] })),
  ...["POST", "PATCH"].map((method) => ({ method, keyed: true, repeated: passing })),
];
describe.each(table)("$method, with an idempotency key: $keyed", ({ method, keyed, repeated }) => {
  test.each([200, 301, 400, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504, 505, "no answer"] as const)(
    "%s",
    (end) => {
      const outcome = end === "no answer" ? silence : answer(end);
      expect(retryDelay(method, keyed, outcome, 0, recordedTiming()) < Infinity).toBe(repeated.includes(end));
    },
  );
});

test("without Retry-After the wait is by chance, up to a bound that doubles to 8 s", () => {
  const waits = (random: number) =>
    [0, 1, 2, 3, 4, 5].map((repeats) =>
      retryDelay("GET", false, silence, repeats, { ...recordedTiming(), random: () => random }),
    );
  expect(waits(1)).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  expect(waits(0.5)).toEqual([250, 500, 1000, 2000, 4000, 4000]);
  expect(waits(0)).toEqual([0, 0, 0, 0, 0, 0]);
});

// RFC 9110 §5.6.7 gives one moment in the three forms of a date
const moment = Date.UTC(1994, 10, 6, 8, 49, 37);
test.each([
  ["120", 120_000],
  ["0", 0],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 5000],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 5000],
  ["Sun Nov  6 08:49:37 1994", 5000],
  ["Sun, 06 Nov 1994 08:49:00 GMT", 0],
  ["-1", NaN],
  ["1.5", NaN],
  ["soon", NaN],
  ["Sun, 99 Foo 1994", NaN],
  ["", NaN],
])("Retry-After: %s", (value, expected) => {
  expect(retryAfter(new Headers({ "retry-after": value }), moment - 5000)).toBe(expected);
});

test("retry-after-ms goes before Retry-After", () => {
  expect(retryAfter(new Headers({ "retry-after": "9", "retry-after-ms": "1500" }), 0)).toBe(1500);
});

test("the server's wish is kept up to a minute; for more it is not asked again", () => {
  const delay = (wish: string) =>
    retryDelay("GET", false, answer(503, { "retry-after": wish }), 0, recordedTiming());
  expect([delay("60"), delay("61"), delay("Thu, 01 Jan 1970 00:00:07 GMT"), delay("soon")]).toEqual([
    60_000,
    Infinity,
    7000,
    500,
  ]);
});
