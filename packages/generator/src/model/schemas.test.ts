import { expect, test } from "vitest";
import { documentWith, modelWith, schemasWith } from "../../test/model-of.js";
import type { Schema } from "./api-model.js";
import { SchemaReader } from "./schemas.js";

const string = { kind: "string" } as const;
const nothing = { kind: "null" } as const;
const integer = { kind: "number", integer: true } as const;
const ref = (key: string) => ({ kind: "ref", key }) as const;
const property = (name: string, schema: Schema, required = false) => ({ name, required, schema });
const object = (...properties: ReturnType<typeof property>[]) =>
  ({ kind: "object", properties, additional: undefined }) as const;

const components = {
  schemas: {
    X: {
      allOf: [{ type: "string" }],
      properties: { y: { type: "integer" }, loop: { $ref: "#/components/schemas/X/properties/loop" } },
    },
    "my schema/1": { type: "string" },
  },
};

test.each([
  ["nothing said", {}, { kind: "any" }],
  ["true", true, { kind: "any" }],
  ["false", false, { kind: "never" }],
  ["a list of types", { type: ["string", "null"] }, { kind: "union", of: [string, nothing] }],
  ["a list of one type", { type: ["string"] }, string],
  ["3.0's nullable", { type: "string", nullable: true }, { kind: "union", of: [string, nothing] }],
  ["nullable and nothing else", { nullable: true }, { kind: "any" }],
  [
    "a nullable enum that lists null",
    { enum: ["a", null], nullable: true },
    { kind: "enum", values: ["a", null], extensible: false },
  ],
  [
    "a nullable reference",
    { $ref: "#/components/schemas/X", nullable: true },
    { kind: "union", of: [ref("X"), nothing] },
  ],
  ["a const", { const: 5 }, { kind: "enum", values: [5], extensible: false }],
  ["a const that is null", { const: null }, { kind: "enum", values: [null], extensible: false }],
  [
    "an enum that grows",
    { enum: ["a"], "x-hookspec-extensible": true },
    { kind: "enum", values: ["a"], extensible: true },
  ],
  ["an enum without values", { type: "string", enum: [] }, string],
  [
    "a format",
    { type: "string", format: "date-time" },
    { kind: "string", format: "date-time", constraints: { format: "date-time" } },
  ],
  ["an array of anything", { type: "array" }, { kind: "array", items: { kind: "any" } }],
  ["items without a type", { items: { type: "string" } }, { kind: "array", items: string }],
  [
    "a tuple",
    { type: "array", prefixItems: [{ type: "string" }], items: false },
    { kind: "tuple", items: [string], least: 0, rest: undefined },
  ],
  [
    "a tuple that goes on",
    { prefixItems: [{ type: "string" }], items: { type: "integer" }, minItems: 3 },
    { kind: "tuple", items: [string], least: 1, rest: integer, constraints: { minItems: 3 } },
  ],
  [
    "properties without a type",
    { properties: { a: { type: "string" } }, required: ["a"] },
    object(property("a", string, true)),
  ],
  [
    "a required member that is not declared",
    { type: "object", required: ["b"] },
    object(property("b", { kind: "any" }, true)),
  ],
  [
    "further members",
    { additionalProperties: { type: "string" } },
    { kind: "object", properties: [], additional: string },
  ],
  ["no further members", { type: "object", additionalProperties: false }, object()],
  [
    "a type that does not exist",
    { type: "strin", properties: { a: {} } },
    object(property("a", { kind: "any" })),
  ],
  [
    "a single allOf",
    { allOf: [{ type: "string", description: "inner" }], description: "outer" },
    { kind: "string", description: "outer" },
  ],
  [
    "allOf",
    { allOf: [{ $ref: "#/components/schemas/X" }, { type: "string" }] },
    { kind: "intersection", of: [ref("X"), string] },
  ],
  [
    "oneOf and anyOf",
    { oneOf: [{ type: "string" }, { type: "integer" }], anyOf: [{ type: "null" }] },
    { kind: "intersection", of: [{ kind: "union", of: [string, integer] }, nothing] },
  ],
  [
    "branches that only require",
    {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "integer" } },
      anyOf: [{ required: ["a"] }, { required: ["b"], title: "B" }],
    },
    {
      kind: "intersection",
      of: [
        object(property("a", string), property("b", integer)),
        { kind: "union", of: [object(property("a", string, true)), object(property("b", integer, true))] },
      ],
    },
  ],
  ["a reference to a property", { $ref: "#/components/schemas/X/properties/y" }, integer],
  ["a reference to a branch", { $ref: "#/components/schemas/X/allOf/0" }, string],
  ["a reference to an encoded key", { $ref: "#/components/schemas/my%20schema~11" }, ref("my schema/1")],
  [
    "annotations",
    {
      type: "string",
      title: "T",
      deprecated: true,
      readOnly: true,
      writeOnly: true,
      default: null,
      examples: ["a"],
      example: "b",
    },
    {
      kind: "string",
      description: "T",
      deprecated: true,
      readOnly: true,
      writeOnly: true,
      default: null,
      examples: ["a", "b"],
    },
  ],
])("%s", (_name, raw, expected) => {
  expect(new SchemaReader(documentWith({ components })).read(raw)).toEqual(expected);
});

test("a property that refers to itself ends, with a warning", () => {
  const { warnings } = modelWith({ components });
  expect(warnings.map(({ message }) => message)).toEqual([
    "$ref #/components/schemas/X/properties/loop refers to itself without a component schema between; it is typed unknown. Move it to components.schemas.",
  ]);
});

test("recursive schemas stay references", () => {
  const tree = {
    type: "object",
    properties: { children: { type: "array", items: { $ref: "#/components/schemas/Tree" } } },
  };
  expect(schemasWith({ Tree: tree })[0]?.schema).toEqual(
    object(property("children", { kind: "array", items: ref("Tree") })),
  );
});

test.each([
  ["type", "strin", "Types are: null, boolean, number, integer, string, array, object."],
  ["required", true, "It is a list of names, beside properties."],
  ["pattern", "(?i)a", "Patterns are JavaScript's (ECMA-262), with the flag u."],
  ["minLength", "3", "Correct or remove it."],
  ["multipleOf", 0, "Correct or remove it."],
  ["maximum", "9", "Correct or remove it."],
  ["enum", [], "Correct or remove it."],
  ["dependentRequired", { a: "b" }, "Correct or remove it."],
])("a misshapen %s is warned of where it stands", (keyword, value, advice) => {
  const { warnings } = modelWith({ components: { schemas: { A: { [keyword]: value } } } });
  expect(warnings).toEqual([
    {
      at: { file: "pets.json", line: 1, col: expect.any(Number) },
      message: `${keyword} is ${JSON.stringify(value)}, which JSON Schema gives no meaning; it is left out. ${advice}`,
    },
  ]);
});
