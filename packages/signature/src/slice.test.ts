import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedBodyError } from "./malformed-body-error.js";
import { sliceMembers } from "./slice.js";

const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const slice = (json: string, options?: { maxDepth?: number }) => sliceMembers(utf8.encode(json), options);

/** The members as [key, kind, exact text]. */
function texts(json: string): [string, string, string][] {
  const bytes = utf8.encode(json);
  return [...sliceMembers(bytes).members].map(([key, { kind, start, end }]) => [
    key,
    kind,
    text.decode(bytes.subarray(start, end)),
  ]);
}

describe("the exact bytes of each member", () => {
  test.each<[string, string, [string, string, string][]]>([
    ["no members", " { } ", []],
    [
      "spaces around everything",
      '{ "a" :\t[ 1 , 2 ]\r\n, "b":{ } }',
      [
        ["a", "array", "[ 1 , 2 ]"],
        ["b", "object", "{ }"],
      ],
    ],
    [
      "each scalar kind",
      '{"s":"x","n":-1.5e+3,"t":true ,"f":false,"z":null\n}',
      [
        ["s", "string", '"x"'],
        ["n", "number", "-1.5e+3"],
        ["t", "boolean", "true"],
        ["f", "boolean", "false"],
        ["z", "null", "null"],
      ],
    ],
    [
      "brackets and quotes inside strings",
      '{"a":["]}\\"{[",{"k\\\\":"\\\\"}],"b":"}"}',
      [
        ["a", "array", '["]}\\"{[",{"k\\\\":"\\\\"}]'],
        ["b", "string", '"}"'],
      ],
    ],
    [
      "escaped keys, decoded",
      '{"d\\u0061ta":[1],"\\"":2,"\\ud83d\\ude00":3}',
      [
        ["data", "array", "[1]"],
        ['"', "number", "2"],
        ["😀", "number", "3"],
      ],
    ],
    [
      "bytes, not characters",
      '{"é":"ë😀","data":["ë"]}',
      [
        ["é", "string", '"ë😀"'],
        ["data", "array", '["ë"]'],
      ],
    ],
    [
      "names that objects have anyway",
      '{"__proto__":[1],"constructor":2,"":3}',
      [
        ["__proto__", "array", "[1]"],
        ["constructor", "number", "2"],
        ["", "number", "3"],
      ],
    ],
    [
      "the same key inside and outside",
      '{"a":{"data":1,"data":2},"data":[]}',
      [
        ["a", "object", '{"data":1,"data":2}'],
        ["data", "array", "[]"],
      ],
    ],
  ])("%s", (_name, json, wanted) => {
    expect(texts(json)).toEqual(wanted);
  });
});

describe("refused, with a message that says what to do", () => {
  test.each([
    [
      "a key twice",
      '{"data":[1],"data":[2]}',
      'The top-level key "data" occurs again at byte 12. Send each key once',
    ],
    [
      "a key twice, once escaped",
      '{"data":[1],"d\\u0061ta":[2]}',
      'The top-level key "data" occurs again at byte 12.',
    ],
    ["an array", "[]", "The body is an array. Accepted: one JSON object"],
    ["null", "null", "The body is null. Accepted: one JSON object"],
    ["a string", '"{}"', "The body is a string. Accepted: one JSON object"],
    ["nothing", "", "The body is empty. Was it already read by a body parser?"],
    ["a byte order mark", '\ufeff{"a":1}', "The body starts with a byte order mark (EF BB BF)."],
    ["something after the end", '{"a":1}x', "The body is not JSON: "],
    ["a second document", '{"a":1}{"b":2}', "The body is not JSON: "],
    ["a cut body", '{"data":[{"id":"1"', "The body is not JSON: "],
    ["a trailing comma", '{"a":1,}', "The body is not JSON: "],
    ["a control character in a string", '{"a":"\n"}', "The body is not JSON: "],
    ["a form", "data=%5B%5D&nonce=1", "The body is not JSON: "],
  ])("%s", (_name, json, message) => {
    expect(() => slice(json)).toThrow(MalformedBodyError);
    expect(() => slice(json)).toThrow(message);
  });

  test.each([
    ["a lone continuation byte", [0x80]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80]],
    ["a cut character", [0xc3]],
  ])("UTF-8 with %s", (_name, bad) => {
    const bytes = Uint8Array.from([...utf8.encode('{"a":"'), ...bad, ...utf8.encode('"}')]);
    expect(() => sliceMembers(bytes)).toThrow(`The body's ${bytes.length} bytes are not valid UTF-8.`);
  });

  test("nesting, at the limit and one deeper, the root counted", () => {
    const nested = (levels: number) => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    expect(slice(nested(1000)).members.get("a")).toMatchObject({ kind: "array" });
    expect(() => slice(nested(1001))).toThrow("The body nests deeper than 1000 levels at byte 1004.");
    expect(() => slice(nested(4), { maxDepth: 3 })).toThrow("deeper than 3 levels");
    expect(() => slice(nested(200_000))).toThrow("deeper than 1000 levels");
  });
});

const space = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 2 });
/** A string as some serialiser might write it: plain, or each character escaped. */
const stringText = fc
  .tuple(fc.string({ unit: "binary", maxLength: 5 }), fc.boolean())
  .map(([value, escaped]) =>
    escaped
      ? `"${[...Array(value.length).keys()].map((i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")}"`
      : JSON.stringify(value),
  );
const { valueText } = fc.letrec<{ valueText: string; list: string; record: string }>((tie) => ({
  valueText: fc.oneof(
    { maxDepth: 4 },
    stringText,
    fc.constantFrom("0", "-0", "1.0", "1e400", "12345678901234567890", "true", "false", "null"),
    tie("list"),
    tie("record"),
  ),
  list: fc
    .tuple(space, fc.array(tie("valueText"), { maxLength: 3 }))
    .map(([gap, items]) => `[${gap}${items.join(`${gap},`)}${gap}]`),
  record: fc
    .tuple(space, fc.array(fc.tuple(stringText, tie("valueText")), { maxLength: 3 }))
    .map(
      ([gap, members]) => `{${gap}${members.map(([key, value]) => `${key}${gap}:${value}`).join(`,${gap}`)}}`,
    ),
}));
const bodyMembers = fc.uniqueArray(fc.tuple(stringText, valueText), {
  maxLength: 6,
  selector: ([key]) => JSON.parse(key) as string,
});

test("property: any object, any spacing: each slice is the text that was put there, and parses to the value given", () => {
  fc.assert(
    fc.property(bodyMembers, space, (members, gap) => {
      const json = `${gap}{${members.map(([key, value]) => `${gap}${key}${gap}:${gap}${value}${gap}`).join(",")}}${gap}`;
      expect(texts(json).map(([key, , value]) => [key, value])).toEqual(
        members.map(([key, value]) => [JSON.parse(key), value]),
      );
      for (const [key, , value] of texts(json)) expect(JSON.parse(value)).toEqual(slice(json).value[key]);
    }),
  );
});

/** Decoded keys of the root object of valid JSON, by a tokeniser that shares nothing with the code under test. */
function rootKeys(json: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const [token, string, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[[\]{}]/gs)) {
    if (string === undefined) depth += token === "[" || token === "{" ? 1 : -1;
    else if (depth === 1 && colon !== undefined) keys.push(JSON.parse(string) as string);
  }
  return keys;
}

/** The rule in words: what JSON.parse accepts, minus other roots and keys that occur twice. (Depth has its own test.) */
function shouldAccept(bytes: Uint8Array): boolean {
  try {
    const json = text.decode(bytes);
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const keys = rootKeys(json);
    return new Set(keys).size === keys.length;
  } catch {
    return false;
  }
}

function accepts(bytes: Uint8Array): boolean {
  try {
    sliceMembers(bytes);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedBodyError);
    return false;
  }
}

test("property: bytes changed, dropped, doubled or inserted: accepted exactly when JSON.parse accepts, or a listed exception", () => {
  const some = '{}[]",:\\ \n0-e1tnudata'.split("");
  const byte = fc.oneof(
    fc.constantFrom(...some).map((c) => c.charCodeAt(0)),
    fc.integer({ min: 0, max: 255 }),
  );
  const edit = fc.record({ at: fc.nat(), remove: fc.nat(2), insert: fc.array(byte, { maxLength: 2 }) });
  const outcomes = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.array(fc.tuple(stringText, valueText), { maxLength: 3 }),
      fc.array(edit, { maxLength: 2 }),
      (members, edits) => {
        const bytes = [...utf8.encode(`{${members.map(([key, value]) => `${key}:${value}`).join(",")}}`)];
        for (const { at, remove, insert } of edits) bytes.splice(at % bytes.length, remove, ...insert);
        const body = Uint8Array.from(bytes);
        const wanted = shouldAccept(body);
        outcomes[wanted ? "accepted" : "refused"]++;
        expect(accepts(body)).toBe(wanted);
        if (wanted) expect([...sliceMembers(body).members.keys()]).toEqual(rootKeys(text.decode(body)));
      },
    ),
    { numRuns: 3000 },
  );
  // Both sides were really exercised.
  expect(outcomes.accepted).toBeGreaterThan(300);
  expect(outcomes.refused).toBeGreaterThan(300);
});
