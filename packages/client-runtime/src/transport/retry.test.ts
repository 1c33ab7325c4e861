import { describe, expect, test } from "vitest";
import { recordedTiming } from "../../test/pets.js";
import { parseRetryAfter, retryDelay } from "./retry.js";

const answer = (status: number, retryAfter?: string) =>
  new Response(null, { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } });
const silence = undefined;

const yes = [429, 502, 503, 504, "no answer"];
const table = [
  ...["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].map((method) => ({ method, repeated: yes })),
  ...["POST", "PATCH"].map((method) => ({ method, repeated: [429] })),
];
describe.each(table)("$method", ({ method, repeated }) => {
  test.each([200, 301, 400, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504, "no answer"] as const)(
    "%s",
    (end) => {
      const outcome = end === "no answer" ? silence : answer(end);
      expect(retryDelay(method, outcome, 1, recordedTiming()) !== undefined).toBe(repeated.includes(end));
    },
  );
});

test("without Retry-After the wait doubles up to 8 s, half of it by chance", () => {
  const waits = (random: number) =>
    [1, 2, 3, 4, 5, 6].map((attempts) =>
      retryDelay("GET", silence, attempts, { ...recordedTiming(), random: () => random }),
    );
  expect(waits(1)).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  expect(waits(0)).toEqual([250, 500, 1000, 2000, 4000, 4000]);
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
  ["-1", undefined],
  ["1.5", undefined],
  ["soon", undefined],
  ["Sun, 99 Foo 1994", undefined],
  ["", undefined],
])("Retry-After: %s", (value, expected) => {
  expect(parseRetryAfter(value, moment - 5000)).toBe(expected);
});

test("the server's wish is kept up to a minute; for more it is not asked again", () => {
  expect(retryDelay("GET", answer(503, "60"), 1, recordedTiming())).toBe(60_000);
  expect(retryDelay("GET", answer(503, "61"), 1, recordedTiming())).toBeUndefined();
  expect(retryDelay("POST", answer(429, "Thu, 01 Jan 1970 00:00:07 GMT"), 1, recordedTiming())).toBe(7000);
  expect(retryDelay("GET", answer(503, "soon"), 1, recordedTiming())).toBe(500);
});
