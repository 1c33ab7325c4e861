import fc from "fast-check";
import { expect, test } from "vitest";
import { composeBody } from "./compose.js";

test.each<[string, Record<string, unknown>, Record<string, string>, string]>([
  [
    "texts go in verbatim, after the envelope",
    { nonce: "n" },
    { data: '[ 1.0, "\\u00eb" ]' },
    '{"nonce":"n","data":[ 1.0, "\\u00eb" ]}',
  ],
  [
    "a text takes the place of the envelope's member",
    { data: [1], nonce: "n" },
    { data: "[2]" },
    '{"data":[2],"nonce":"n"}',
  ],
  [
    "also where that member is undefined",
    { data: undefined, nonce: "n" },
    { data: "[2]" },
    '{"data":[2],"nonce":"n"}',
  ],
  ["what JSON cannot hold is left out", { a: undefined, b: () => 1, c: null }, {}, '{"c":null}'],
  ["dates as JSON.stringify writes them", { at: new Date(0) }, {}, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ["keys are escaped", { 'a"b': 1 }, { "\n": "2" }, '{"a\\"b":1,"\\n":2}'],
  ["nothing", {}, {}, "{}"],
])("%s", (_name, envelope, texts, wanted) => {
  expect(composeBody(envelope, texts)).toBe(wanted);
});

test("property: without texts it is JSON.stringify; with texts it parses to both", () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(record, record, (envelope, members) => {
      const texts = Object.fromEntries(
        Object.entries(members).map(([key, value]) => [key, JSON.stringify(value, null, 1)]),
      );
      expect(composeBody(envelope, {})).toBe(JSON.stringify(envelope));
      expect(JSON.parse(composeBody(envelope, texts))).toEqual(
        JSON.parse(JSON.stringify({ ...envelope, ...members })),
      );
    }),
  );
});

test.each([
  ["blank", " "],
  ["undefined", JSON.stringify(undefined)],
  ["object", JSON.parse("[1]") as string],
])("a text that is %s is refused", (got, text) => {
  expect(() => composeBody({}, { data: text })).toThrow(
    new TypeError(`The text of "data" is ${got}. Pass JSON text, such as JSON.stringify(value).`),
  );
});
