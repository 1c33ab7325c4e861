import vm from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Code, literal } from "./literal.js";

test.each([
  ["a short object", { a: 1, "b-c": ["x", null], d: undefined }, '{ a: 1, "b-c": ["x", null] }'],
  ["nothing in it", { a: {}, b: [] }, "{ a: {}, b: [] }"],
  ["code", { validate: new Code("requests.listBody") }, "{ validate: requests.listBody }"],
  ["a long list", Array(3).fill("x".repeat(40)), `[\n${`  "${"x".repeat(40)}",\n`.repeat(3)}]`],
  ["a prototype", JSON.parse('{ "__proto__": 1 }'), '{ ["__proto__"]: 1 }'],
])("%s", (_name, value, text) => {
  expect(literal(value)).toBe(text);
});

test("a literal evaluates back to its value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const back: unknown = vm.runInNewContext(`(${literal(value)})`);
      expect(JSON.stringify(back)).toBe(JSON.stringify(value));
    }),
  );
});
