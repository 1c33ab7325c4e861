import fc from "fast-check";
import { expect, test } from "vitest";
import type { ParameterDefinition } from "./definition.js";
import { createParameterReader } from "./parameters.js";
import { Problem } from "./problems.js";

function parameter(rest: Partial<ParameterDefinition>): ParameterDefinition {
  return { name: "p", in: "query", required: false, style: "form", explode: true, type: "string", ...rest };
}

function read(definition: ParameterDefinition, text: string): unknown {
  const isQuery = definition.in === "query";
  const request = {
    method: "GET",
    path: isQuery ? `/?${text}` : "/",
    headers: definition.in === "cookie" ? { cookie: text } : { [definition.name]: text },
    body: new Uint8Array(),
  };
  const path: Record<string, string> = definition.in === "path" ? { [definition.name]: text } : {};
  return createParameterReader([definition], false)(request, path)[definition.in][definition.name];
}

// The table of OpenAPI 3.1.1, section 4.8.12.6 ("Style Examples"), with `color` as `p`.
const list = { type: "array" } as const;
const map = { type: "object" } as const;
const colors = ["blue", "black", "brown"];
const rgb = { R: "100", G: "200", B: "150" };
test.each<[string, Partial<ParameterDefinition>, string, unknown]>([
  ["matrix", { in: "path", style: "matrix", explode: false }, ";p=blue", "blue"],
  ["matrix", { in: "path", style: "matrix", explode: false, ...list }, ";p=blue,black,brown", colors],
  ["matrix", { in: "path", style: "matrix", explode: false, ...map }, ";p=R,100,G,200,B,150", rgb],
  ["matrix exploded", { in: "path", style: "matrix", ...list }, ";p=blue;p=black;p=brown", colors],
  ["matrix exploded", { in: "path", style: "matrix", ...map }, ";R=100;G=200;B=150", rgb],
  ["label", { in: "path", style: "label", explode: false }, ".blue", "blue"],
  ["label", { in: "path", style: "label", explode: false, ...list }, ".blue,black,brown", colors],
  ["label", { in: "path", style: "label", explode: false, ...map }, ".R,100,G,200,B,150", rgb],
  ["label exploded", { in: "path", style: "label", ...list }, ".blue.black.brown", colors],
  ["label exploded", { in: "path", style: "label", ...map }, ".R=100.G=200.B=150", rgb],
  ["simple", { in: "path", style: "simple" }, "blue", "blue"],
  ["simple", { in: "header", style: "simple", explode: false, ...list }, "blue,black,brown", colors],
  ["simple", { in: "header", style: "simple", explode: false, ...map }, "R,100,G,200,B,150", rgb],
  ["simple exploded", { in: "path", style: "simple", ...map }, "R=100,G=200,B=150", rgb],
  ["form", { explode: false, ...list }, "p=blue,black,brown", colors],
  ["form", { explode: false, ...map }, "p=R,100,G,200,B,150", rgb],
  ["form exploded", list, "p=blue&p=black&p=brown", colors],
  ["form exploded", map, "R=100&G=200&B=150", rgb],
  ["form in a cookie", { in: "cookie", explode: false }, "q=1; p=blue", "blue"],
  ["spaceDelimited", { style: "spaceDelimited", explode: false, ...list }, "p=blue%20black%20brown", colors],
  ["pipeDelimited", { style: "pipeDelimited", explode: false, ...list }, "p=blue%7Cblack%7Cbrown", colors],
  ["deepObject", { style: "deepObject", ...map }, "p%5BR%5D=100&p%5BG%5D=200&p%5BB%5D=150", rgb],
])("%s %j reads %s", (_name, rest, text, value) => {
  expect(read(parameter(rest), text)).toEqual(value);
});

test.each<[string, Partial<ParameterDefinition>, string]>([
  ["p=1e999", { type: "number" }, 'Expected number, got "1e999".'],
  ["p=1e", { type: "number" }, 'Expected number, got "1e".'],
  ["p=", { type: "number" }, 'Expected number, got "".'],
  ["p=yes", { type: "boolean" }, 'Expected boolean, got "yes".'],
  ["p=1&p=x", { type: "array", items: "number" }, 'Expected number, got "x".'],
  ["p=a&p=b", {}, 'Expected one value, got 2: "a", "b".'],
  ["p=%e4", {}, '"%e4" is not percent-encoded UTF-8. Encode it with encodeURIComponent.'],
  ["q=1", { required: true }, "This parameter is required and missing."],
])("%s as %j is refused", (text, rest, detail) => {
  const refused = () => read(parameter(rest), text);
  expect(refused).toThrow(Problem);
  expect(refused).toThrow(detail);
});

test("texts and lists survive encoding", () => {
  const text = fc
    .string({ unit: "grapheme" })
    .filter((value) => encodeURIComponent(value) !== "" || value === "");
  fc.assert(
    fc.property(fc.array(text, { minLength: 2 }), (values) => {
      const exploded = values.map((value) => `p=${encodeURIComponent(value)}`).join("&");
      expect(read(parameter(list), exploded)).toEqual(values);
      const joined = `p=${values.map(encodeURIComponent).join(",")}`;
      expect(read(parameter({ explode: false, ...list }), joined)).toEqual(values);
    }),
  );
});

test("every number that JavaScript prints is read as itself", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(read(parameter({ type: "number" }), `p=${encodeURIComponent(String(value))}`)).toBe(
        value === 0 ? 0 : value,
      );
    }),
  );
});
