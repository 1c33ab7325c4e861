import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ParameterDefinition } from "../definition.js";
import { expand } from "./expand.js";

type Style = ParameterDefinition["style"];

const empty = "";
const text = "blue";
const list = ["blue", "black", "brown"];
const object = { R: 100, G: 200, B: 150 };

// the style examples of OpenAPI 3.1.1 §4.8.12.5
type Cell = string | null; // null: the table says n/a
const rows: [Style, boolean, Cell, Cell, Cell, Cell][] = [
  ["matrix", false, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
  ["matrix", true, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
  ["label", false, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
  ["label", true, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
  ["simple", false, "", "blue", "blue,black,brown", "R,100,G,200,B,150"],
  ["simple", true, "", "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ["form", false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  ["form", true, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
  ["spaceDelimited", false, null, null, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
  ["pipeDelimited", false, null, null, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
  ["deepObject", true, null, null, null, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
];
const cases = rows.flatMap(([style, explode, ...wanted]) =>
  [empty, text, list, object].flatMap((value, column) => {
    const expected = wanted[column] ?? null;
    return expected === null ? [] : [{ style, explode, value, expected }];
  }),
);

test.each(cases)("$style, explode $explode: $value → $expected", ({ style, explode, value, expected }) => {
  expect(expand({ name: "color", style, explode }, value, "color")).toBe(expected);
});

// RFC 6570 §3.2.2, §3.2.5, §3.2.7, §3.2.8, with its variables
const keys = { semi: ";", dot: ".", comma: "," };
test.each<[string, Style, boolean, unknown, string]>([
  ["hello", "simple", false, "Hello World!", "Hello%20World%21"],
  ["half", "simple", false, "50%", "50%25"],
  [
    "reserved",
    "simple",
    false,
    "!*'();:@&=+$,/?#[]",
    "%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%2F%3F%23%5B%5D",
  ],
  ["path", "simple", false, "/foo/bar", "%2Ffoo%2Fbar"],
  ["keys", "simple", false, keys, "semi,%3B,dot,.,comma,%2C"],
  ["keys", "simple", true, keys, "semi=%3B,dot=.,comma=%2C"],
  ["half", "label", false, "50%", ".50%25"],
  ["keys", "label", true, keys, ".semi=%3B.dot=..comma=%2C"],
  ["who", "matrix", false, "fred", ";who=fred"],
  ["keys", "matrix", false, keys, ";keys=semi,%3B,dot,.,comma,%2C"],
  ["keys", "form", true, keys, "semi=%3B&dot=.&comma=%2C"],
])("RFC 6570: %s in %s, explode %s", (name, style, explode, value, expected) => {
  expect(expand({ name, style, explode }, value, name)).toBe(expected);
});

const form = { name: "color", style: "form", explode: true } as const;

describe("values", () => {
  test.each([
    [new Date(0), "color=1970-01-01T00%3A00%3A00.000Z"],
    [false, "color=false"],
    [0, "color=0"],
    [12345678901234567890n, "color=12345678901234567890"],
    [["a", undefined, null, "b"], "color=a&color=b"],
    [{ R: 1, G: undefined }, "R=1"],
    [[], ""],
    [{}, ""],
  ])("%o → %s", (value, expected) => {
    expect(expand(form, value, "color")).toBe(expected);
  });

  test.each([
    [Number.NaN, "NaN"],
    [new Date(Number.NaN), "an invalid Date"],
    [[["nested"]], "a list"],
    [{ deep: { er: 1 } }, "an object"],
    [() => 1, "a function"],
  ])("refuses %o", (value, what) => {
    expect(() => expand(form, value, 'list: query parameter "color"')).toThrow(
      new TypeError(
        `list: query parameter "color" is ${what}. Pass text, a finite number, a boolean or a valid Date (or a flat list or object of these, where the API takes one).`,
      ),
    );
  });

  test("refuses a list as deepObject, and half a surrogate pair", () => {
    expect(() => expand({ ...form, style: "deepObject" }, list, "color")).toThrow("carries objects only");
    expect(() => expand(form, "\ud83d", "color")).toThrow("half of a surrogate pair");
  });

  test("every list survives a form parser", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.array(fc.string({ unit: "grapheme" })),
        (name, items) => {
          expect(new URLSearchParams(expand({ ...form, name }, items, name)).getAll(name)).toEqual(items);
        },
      ),
    );
  });
});
