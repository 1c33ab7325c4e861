import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitsPattern } from "./pattern.js";

test("agrees with a regular expression in which every star is any text", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 6 });
  const texts = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  fc.assert(
    fc.property(letters, texts, (pattern, text) => {
      const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
      expect(fitsPattern(pattern, text)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test("many stars take no longer than few", () => {
  const start = performance.now();
  expect(fitsPattern(`${"*a".repeat(50)}b`, "a".repeat(10_000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(500);
});
