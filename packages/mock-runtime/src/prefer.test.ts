import * as fc from "fast-check";
import { expect, test } from "vitest";
import { preferencesOf } from "./prefer.js";

const read = (prefer: string | readonly string[]) =>
  Object.fromEntries(
    preferencesOf({ method: "GET", path: "/", headers: { prefer }, body: new Uint8Array() }),
  );

test.each([
  ["one preference", "code=404", { code: "404" }],
  ["several, spaces and case", " Code = 404 , DYNAMIC=true", { code: "404", dynamic: "true" }],
  ["several headers", ["code=404", "example=a"], { code: "404", example: "a" }],
  ["a quoted value with separators", 'example="a, b; c"', { example: "a, b; c" }],
  ["an escaped quote", String.raw`example="a\"b\\c"`, { example: String.raw`a"b\c` }],
  [
    "parameters of a preference are not its value",
    "code=404; wait=10, dynamic=true",
    { code: "404", dynamic: "true" },
  ],
  ["no value", "respond-async, code=200", { "respond-async": "", code: "200" }],
  ["the first of a name counts (RFC 7240 section 2)", "code=404, code=500", { code: "404" }],
  ["an empty list member", ",, code=404 ,", { code: "404" }],
])("%s", (_name, prefer, wanted) => {
  expect(read(prefer)).toEqual(wanted);
});

test("any text survives being quoted", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const quoted = `"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
      expect(read(`example=${quoted}, code=1`)).toEqual({ example: value, code: "1" });
    }),
  );
});

test("no header can break it", () => {
  fc.assert(fc.property(fc.string(), (prefer) => void read(prefer)));
});
