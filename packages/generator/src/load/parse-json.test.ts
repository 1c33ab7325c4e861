import fc from "fast-check";
import { expect, test } from "vitest";
import { isObject, type Json } from "./json.js";
import { parseJson } from "./parse-json.js";
import { parseYaml } from "./parse.js";
import { toPointer } from "./pointer.js";

test("JSON is read as JSON, and every part of it stands where the YAML parser finds it", () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom("__proto__", "constructor", "a/b~c", '"', "\\", "é\u2028", "1"),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.constantFrom(null, true, '{["', 1.5e300),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(name, tie("value"), { maxKeys: 4 }),
    ),
  }));
  const indent = fc.constantFrom(undefined, 2, "\t");
  fc.assert(
    fc.property(fc.dictionary(name, value), indent, (document, space) => {
      const text = JSON.stringify(document, undefined, space);
      const json = parseJson(text, "a.json");
      const yaml = parseYaml(text.replaceAll("\t", " "), "a.json");
      expect(json?.root).toEqual(JSON.parse(text));
      expect(json?.warnings).toEqual([]);
      for (const pointer of pointersIn(document as Json, []))
        expect([pointer, json?.locate(pointer)]).toEqual([pointer, yaml.locate(pointer)]);
    }),
    { seed: 6, numRuns: 300 },
  );
});

test("a name that stands twice is told with its place; the last one counts", () => {
  const text = '{\n  "a": { "b": 1,\n    "b": {"c": "}"} },\n  "a": [ { "x": 1, "\\u0078": 2 } ]\n}';
  const parsed = parseJson(text, "a.json");
  expect(parsed?.root).toEqual({ a: [{ x: 2 }] });
  const say = (name: string) =>
    `The key "${name}" stands in this map again; what stands here is taken. Remove one of the two.`;
  expect(parsed?.warnings).toEqual([
    { at: { file: "a.json", line: 3, col: 5 }, message: say("b") },
    { at: { file: "a.json", line: 4, col: 3 }, message: say("a") },
    { at: { file: "a.json", line: 4, col: 20 }, message: say("x") },
  ]);
});

test.each([
  ["a list", "[]"],
  ["cut off", '{"a": 1'],
  ["YAML that begins like JSON", "{a: 1}"],
  ["deeper than anyone writes", `{"a":${"[".repeat(600)}${"]".repeat(600)}}`],
])("%s is left to the YAML parser", (_name, text) => {
  expect(parseJson(text, "a.json")).toBeUndefined();
});

function pointersIn(value: Json, tokens: readonly string[]): string[] {
  const children = Array.isArray(value) || isObject(value) ? Object.entries(value) : [];
  return [
    toPointer(tokens),
    ...children.flatMap(([name, child]) => pointersIn(child as Json, [...tokens, name])),
  ];
}
