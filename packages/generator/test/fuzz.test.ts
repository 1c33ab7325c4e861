import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { generate, naming } from "./generator.js";
import { isObject, type Json, type JsonObject } from "../src/load/json.js";
import { parseYaml } from "../src/load/parse.js";
import { SpecError } from "../src/load/problems.js";
import { checkedSpec } from "../src/load/document.js";

const fixtures = path.join(import.meta.dirname, "fixtures/real");
const texts: string[] = [];
/** On a busy machine. */
const patience = 120_000;

beforeAll(async () => {
  const files = (await readdir(fixtures)).filter((file) => file.endsWith(".yaml")).sort();
  for (const file of files) texts.push(await readFile(path.join(fixtures, file), "utf8"));
});

/** What the generator does with a text; an error of the spec must name a place, any other is a fault of ours. */
async function take(text: string): Promise<void> {
  try {
    const document = await checkedSpec(text, "fuzzed.yaml");
    generate(document, naming("fuzzed", undefined, { runtime: "*", sibling: "*" }));
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    for (const { at } of error.problems)
      expect(at).toMatchObject({ line: expect.any(Number), col: expect.any(Number) });
    expect(error.message).toMatch(/^fuzzed\.yaml:\d+:\d+ {2}\S/);
  }
}

const source = fc.nat().map((index) => texts[index % texts.length] ?? "");

test(
  "a document that is cut off or has parts of it torn, doubled or mixed up is taken or told with its place",
  async () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(40),
      insert: fc.constantFrom(
        "",
        "  ",
        "{",
        "}",
        "]",
        '"',
        ": ",
        "- ",
        "\n",
        "&a ",
        "*a ",
        "\u0000",
        "\t",
        "$ref: '#'",
        "null",
      ),
    });
    await fc.assert(
      fc.asyncProperty(source, fc.array(edit, { maxLength: 3 }), fc.boolean(), async (text, edits, isCut) => {
        let torn = text;
        for (const { at, length, insert } of edits) {
          const start = Math.floor(at * torn.length);
          torn = torn.slice(0, start) + insert + torn.slice(isCut ? torn.length : start + length);
        }
        await take(torn);
      }),
      { seed: 3, numRuns: 150 },
    );
  },
  patience,
);

test(
  "a document with any value anywhere is taken or told with its place",
  async () => {
    const odd = fc.oneof(
      fc.constantFrom<Json>(
        null,
        true,
        7,
        "",
        "text",
        [],
        {},
        [null],
        [[]],
        { $ref: "#" },
        { $ref: "#/nowhere" },
        { $ref: "#/components/schemas" },
        { $ref: "" },
      ),
      fc.constantFrom<Json>(
        { $ref: "#/paths" },
        { $ref: 1 },
        { type: {} },
        { allOf: [{ $ref: "#" }] },
        { properties: { a: null } },
        "#/components",
        -1,
        1e308,
      ),
    );
    await fc.assert(
      fc.asyncProperty(source, odd, fc.nat(), async (text, value, index) => {
        const { root } = parseYaml(text, "fuzzed.yaml");
        const places = pathsIn(root, []);
        const changed = withValue(root, places[index % places.length] ?? [], value);
        await take(JSON.stringify(changed, undefined, 1));
      }),
      { seed: 5, numRuns: 200 },
    );
  },
  patience,
);

function pathsIn(value: Json | undefined, tokens: readonly string[]): (readonly string[])[] {
  const children = Array.isArray(value) || isObject(value) ? Object.entries(value) : [];
  return children.flatMap(([name, child]) => [
    [...tokens, name],
    ...pathsIn(child as Json, [...tokens, name]),
  ]);
}

function withValue(root: Json, [token, ...rest]: readonly string[], value: Json): Json {
  if (token === undefined) return value;
  const copy = Array.isArray(root) ? [...(root as Json[])] : { ...(root as JsonObject) };
  const child = (root as JsonObject)[token] as Json;
  Object.defineProperty(copy, token, {
    value: withValue(child, rest, value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy as Json;
}
