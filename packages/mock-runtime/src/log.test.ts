import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createLog } from "./log.js";

interface Visit {
  readonly who: string;
  readonly bytes?: number;
}

function visits({ limit = 100, sizeLimit = 1000 } = {}) {
  return createLog<Visit, { readonly who: string }>({
    noun: "visit",
    limit,
    sizeLimit,
    sizeOf: ({ bytes = 0 }) => bytes,
    fits: (visit, { who }) => visit.who === who,
    describe: ({ who }) => `visit of ${who}`,
  });
}

test("filters by members or by a function, and is walked oldest first", () => {
  const log = visits();
  for (const who of ["ann", "bob", "ann"]) log.append({ who });
  expect(log.filter({ who: "ann" })).toHaveLength(2);
  expect(log.filter(({ who }) => who !== "ann")).toEqual([{ who: "bob" }]);
  expect([...log].map(({ who }) => who)).toEqual(["ann", "bob", "ann"]);
  expect(log.length).toBe(3);
});

test("keeps the latest entries: whatever was appended, as many as the limit", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 })), fc.integer({ min: 1, max: 8 }), (names, limit) => {
      const log = visits({ limit });
      for (const who of names) log.append({ who });
      expect([...log].map(({ who }) => who)).toEqual(names.slice(-limit));
      expect(log.length).toBe(Math.min(names.length, limit));
      expect(log.dropped).toBe(names.length - log.length);
    }),
  );
});

test("keeps no more bytes than the size limit, but always the latest entry", () => {
  const log = visits({ sizeLimit: 100 });
  for (const [who, bytes] of [
    ["a", 60],
    ["b", 30],
    ["c", 30],
    ["d", 500],
  ] as const) {
    log.append({ who, bytes });
    expect(
      log.filter().length === 1 || log.filter().reduce((sum, one) => sum + (one.bytes ?? 0), 0) <= 100,
    ).toBe(true);
  }
  expect([...log]).toEqual([{ who: "d", bytes: 500 }]);
});

test("waitFor resolves at once when enough is there already", async () => {
  const log = visits();
  log.append({ who: "ann" });
  log.append({ who: "ann" });
  expect(await log.waitFor({ who: "ann" }, { count: 2, timeout: 0 })).toHaveLength(2);
});

test("waitFor resolves with the entry that completes the count", async () => {
  const log = visits();
  log.append({ who: "ann" });
  const waiting = log.waitFor({ who: "ann" }, { count: 2 });
  log.append({ who: "bob" });
  log.append({ who: "ann", bytes: 1 });
  expect(await waiting).toEqual([{ who: "ann" }, { who: "ann", bytes: 1 }]);
});

test("waitFor says what it saw instead", async () => {
  const log = visits();
  await expect(log.waitFor({ who: "ann" }, { timeout: 5 })).rejects.toThrow(
    'Waited 5 ms for 1 visit fitting {"who":"ann"}, got 0. There was no visit at all.',
  );
  log.append({ who: "bob" });
  await expect(log.waitFor({ who: "ann" }, { timeout: 5, count: 2 })).rejects.toThrow(
    'Waited 5 ms for 2 visits fitting {"who":"ann"}, got 0. All that was seen:\n  visit of bob',
  );
  for (let at = 0; at < 20; at++) log.append({ who: `v${at}` });
  await expect(log.waitFor(() => false, { timeout: 5 })).rejects.toThrow(
    "Waited 5 ms for 1 visit fitting the given function, got 0. The last 10 of 21:\n  visit of v10\n",
  );
});

test("waitFor refuses a count that cannot be reached for", async () => {
  await expect(visits().waitFor({ who: "ann" }, { count: 0 })).rejects.toThrow(
    "count is 0. Wait for a whole number from 1.",
  );
});
