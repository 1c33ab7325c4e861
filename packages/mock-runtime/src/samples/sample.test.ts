import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom, numbersOf } from "../random.js";
import { sample } from "./sample.js";
import type { JsonSchema } from "./schema.js";

const seeded = (seed: string) => numbersOf(createRandom(seed), "test");

function make(schema: JsonSchema, seed = "1", schemas: Record<string, JsonSchema> = {}): unknown {
  return sample(schema, { schemas, random: seeded(seed) });
}

function judge(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, logger: false, addUsedSchema: false });
  // The typings of ajv-formats describe its CommonJS form.
  (formats as unknown as typeof formats.default)(ajv);
  return ajv;
}

const ajv = judge();

/** Ajv is the judge: nothing of ours says whether a sample fits. */
function expectFit(schema: JsonSchema, value: unknown, schemas: Record<string, JsonSchema> = {}): void {
  const one = Object.keys(schemas).length === 0 ? ajv : judge();
  for (const [id, referred] of Object.entries(schemas)) one.addSchema(referred, id);
  const fits = one.validate(schema, value);
  expect(fits, `${JSON.stringify(value)} ${one.errorsText()}`).toBe(true);
}

const bounds = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 40 }))
  .map(([low, span]) => [low, low + span] as const);

const leaf: fc.Arbitrary<JsonSchema> = fc.oneof(
  fc.constant({ type: "boolean" }),
  fc.constant({ type: "null" }),
  fc.constant({ type: ["null", "string"] }),
  fc.jsonValue({ maxDepth: 1 }).map((value) => ({ const: value })),
  fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1 }).map((values) => ({ enum: values })),
  bounds.map(([minimum, maximum]) => ({ type: "integer", minimum, maximum })),
  bounds.map(([minimum, maximum]) => ({ type: "number", exclusiveMinimum: minimum, maximum: maximum + 1 })),
  bounds.map(([minimum]) => ({ type: "integer", minimum, multipleOf: 7 })),
  fc
    .tuple(fc.nat(30), fc.nat(30))
    .map(([a, b]) => ({ type: "string", minLength: Math.min(a, b), maxLength: Math.max(a, b) })),
  fc
    .constantFrom(
      "date-time",
      "date",
      "time",
      "duration",
      "uuid",
      "email",
      "hostname",
      "uri",
      "uri-reference",
      "ipv4",
      "ipv6",
      "byte",
      "json-pointer",
      "something-else",
    )
    .map((format) => ({ type: "string", format })),
);

const names = fc.constantFrom("a", "b", "c", "id");
const { schema: anySchema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc
      .record({
        properties: fc.dictionary(names, tie("schema")),
        required: fc.uniqueArray(names),
        minProperties: fc.nat(3),
      })
      .map((rest) => ({ type: "object", ...rest })),
    fc
      .record({ items: tie("schema"), minItems: fc.nat(3) })
      .map(({ items, minItems }) => ({ type: "array", items, minItems, maxItems: minItems + 1 })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

test("a sample of any schema fits it", () => {
  fc.assert(
    fc.property(anySchema, fc.string(), (schema, seed) => expectFit(schema, make(schema, seed))),
    { numRuns: 100 },
  );
});

test("same seed, same sample", () => {
  fc.assert(
    fc.property(anySchema, fc.string(), (schema, seed) => {
      expect(make(schema, seed)).toEqual(make(schema, seed));
    }),
  );
});

test("references are followed, and what refers back to itself ends", () => {
  const schemas: Record<string, JsonSchema> = {
    Node: {
      type: "object",
      properties: { name: { type: "string" }, children: { type: "array", items: { $ref: "Node" } } },
      required: ["name", "children"],
    },
    Loop: { $ref: "Loop" },
    Endless: { type: "object", properties: { next: { $ref: "Endless" } }, required: ["next"] },
  };
  const tree = make({ $ref: "Node" }, "1", schemas);
  expectFit({ $ref: "Node" }, tree, schemas);
  expect(tree).toHaveProperty("children.0.children.0.name");
  expect(typeof make({ $ref: "Loop" }, "1", schemas)).toBe("string");
  expect(JSON.stringify(make({ $ref: "Endless" }, "1", schemas)).length).toBeLessThan(1000);
});

test("allOf is everything at once", () => {
  const schema: JsonSchema = {
    allOf: [
      { type: "object", properties: { n: { type: "number", minimum: 3 } }, required: ["n"] },
      { properties: { n: { type: "integer", maximum: 5 }, kind: { enum: ["x", "y"] } }, required: ["kind"] },
      { properties: { kind: { enum: ["y", "z"] } } },
    ],
  };
  const value = make(schema);
  expectFit(schema, value);
  expect(value).toHaveProperty("kind", "y");
});

test("unique items are unique, as far as there are enough", () => {
  const few: JsonSchema = { type: "array", uniqueItems: true, minItems: 3, items: { enum: ["a", "b", "c"] } };
  expectFit(few, make(few));
  expect(make({ type: "array", uniqueItems: true, minItems: 3, items: { const: 1 } })).toEqual([1]);
});

test("members come in the order of the schema; an optional member of any type is left out", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: { b: { const: 1 }, hidden: true, a: { const: 2 } },
    required: ["a"],
  };
  expect(Object.entries(make(schema) as object)).toEqual([
    ["b", 1],
    ["a", 2],
  ]);
});
