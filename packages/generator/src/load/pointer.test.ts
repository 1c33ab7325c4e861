import fc from "fast-check";
import { expect, test } from "vitest";
import { componentRefTo, fromPointer, toPointer, valueAt } from "./pointer.js";

// The examples of RFC 6901, section 5.
const rfc = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  'k"l': 6,
  " ": 7,
  "m~n": 8,
};

test.each([
  ["", rfc],
  ["/foo", ["bar", "baz"]],
  ["/foo/0", "bar"],
  ["/", 0],
  ["/a~1b", 1],
  ["/c%d", 2],
  ["/e^f", 3],
  ["/g|h", 4],
  ["/i\\j", 5],
  ['/k"l', 6],
  ["/ ", 7],
  ["/m~0n", 8],
  ["#/c%25d", 2],
  ["#/k%22l", 6],
])("%s", (pointer, value) => {
  expect(valueAt(rfc, fromPointer(pointer) ?? ["no pointer"])).toEqual(value);
});

test.each(["/foo/", "/foo/01", "/foo/-", "/foo/2", "/foo/length", "/toString", "/foo/0/0"])(
  "%s names nothing",
  (pointer) => {
    expect(valueAt(rfc, fromPointer(pointer) ?? [])).toBeUndefined();
  },
);

test.each(["foo", "#foo", "#%2"])("%s is no pointer", (text) => {
  expect(fromPointer(text)).toBeUndefined();
});

test("tokens survive the way to a pointer and back", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (tokens) => {
      expect(fromPointer(toPointer(tokens))).toEqual(tokens);
    }),
  );
});

test("a component is found by its reference, whatever its key", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (key) => {
      const root = { components: { schemas: Object.fromEntries([[key, { type: "string" }]]) } };
      expect(valueAt(root, fromPointer(componentRefTo(key)) ?? [])).toEqual({ type: "string" });
    }),
  );
});
