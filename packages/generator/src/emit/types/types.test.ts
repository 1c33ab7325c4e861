import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { modelWith, printed } from "../../../test/model-of.js";
import type { JsonObject } from "../../load/json.js";
import { enums } from "./enums.js";
import { guards } from "./guards.js";
import { namedTypes } from "./named-types.js";
import { openapiInterfaces } from "./openapi-interfaces.js";

const ref = (key: string) => ({ $ref: `#/components/schemas/${key}` });
const content = (schema: object) => ({ content: { "application/json": { schema } } });
const typesOf = (schemas: object, rest: object = {}) =>
  printed(namedTypes(modelWith({ components: { schemas }, ...rest })));

describe("named types", () => {
  test.each([
    ["a string", { type: "string" }, "export type A = string;\n"],
    ["a Blob", { type: "string", format: "binary" }, "/** @format binary */\nexport type A = Blob;\n"],
    [
      "a union in an array",
      { type: "array", items: { type: ["string", "null"] } },
      "export type A = (string | null)[];\n",
    ],
    [
      "a tuple",
      { prefixItems: [{ type: "string" }, { type: "number" }], items: { type: "boolean" }, minItems: 1 },
      "/** @minItems 1 */\nexport type A = [string, number?, ...boolean[]];\n",
    ],
    [
      "an enum in place",
      { type: "array", items: { enum: ["a", 'q"', 3, null] } },
      'export type A = ("a" | "q\\"" | 3 | null)[];\n',
    ],
    [
      "one that grows",
      { type: "array", items: { enum: [1], "x-hookspec-extensible": true } },
      "export type A = (1 | (number & {}))[];\n",
    ],
    ["a map", { additionalProperties: { type: "number" } }, "export type A = Record<string, number>;\n"],
    ["a map of itself", { additionalProperties: ref("A") }, "export type A = { [member: string]: A };\n"],
    ["never", false, "export type A = never;\n"],
    ["the same twice", { anyOf: [{ type: "number" }, { type: "integer" }] }, "export type A = number;\n"],
    [
      "an interface",
      {
        type: "object",
        description: "An A.",
        required: ["id"],
        properties: { id: { type: "string" }, "a-b": { type: "integer", default: 1 } },
        additionalProperties: true,
      },
      '/** An A. */\nexport interface A {\n  id: string;\n  /** @default 1 */\n  "a-b"?: number;\n  [member: string]: unknown;\n}\n',
    ],
    [
      "required branches",
      { properties: { a: { type: "string" } }, anyOf: [{ required: ["a"] }, { required: ["b"] }] },
      "export type A = {\n  a?: string;\n} & ({\n  a: string;\n} | {\n  b: unknown;\n});\n",
    ],
  ])("%s", (_name, schema, text) => {
    expect(typesOf({ A: schema })).toBe(text);
  });

  test("a request's view and a response's", () => {
    const A = {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "string", readOnly: true },
        secret: { type: "string", writeOnly: true },
        note: { type: "string" },
      },
      "x-hookspec-unset": "strings",
    };
    const paths = {
      "/a": { post: { requestBody: content(ref("A")), responses: { "200": content(ref("A")) } } },
    };
    expect(typesOf({ A }, { paths })).toBe(`export interface A {
  id: string;
  note?: string;
}

/** A as a request may send it. */
export interface AInput {
  /** Read-only: allowed in a request and ignored there. */
  id?: string;
  /** \`null\` unsets it. */
  secret?: string | null;
  /** \`null\` unsets it. */
  note?: string | null;
}
`);
  });

  test("any tree of schemas becomes TypeScript without a syntax error", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom("*/", "`${x}`", "\n", "a b"),
    );
    const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4 },
        fc.record({
          type: fc.constantFrom("string", "integer", "null", "boolean", "odd"),
          description: text,
        }),
        fc.record({
          enum: fc.array(fc.jsonValue({ maxDepth: 1, stringUnit: "binary" })),
          nullable: fc.boolean(),
        }),
        fc.record({ const: fc.jsonValue({ maxDepth: 1 }), title: text }),
        fc.record({ $ref: fc.constantFrom("#/components/schemas/A", "#/components/schemas/B~1%20c") }),
        fc.record({ type: fc.constant("array"), items: tie("schema") }),
        fc.record({ prefixItems: fc.array(tie("schema")), items: tie("schema") }),
        fc.record(
          {
            properties: fc.dictionary(text, tie("schema"), { noNullPrototype: true }),
            required: fc.array(text),
            description: text,
          },
          { requiredKeys: ["properties"] },
        ),
        fc.record({ type: fc.constant("object"), additionalProperties: tie("schema") }),
        fc.record({
          oneOf: fc.array(tie("schema")),
          anyOf: fc.array(tie("schema")),
          allOf: fc.array(tie("schema")),
        }),
      ) as fc.Arbitrary<JsonObject>,
    }));
    fc.assert(
      fc.property(schema, schema, (a, b) => {
        const model = modelWith({ components: { schemas: { A: a, "B/ c": b } } });
        const source = printed([...namedTypes(model), ...enums(model)]);
        const { diagnostics } = ts.transpileModule(source, { reportDiagnostics: true });
        expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("enums", () => {
  test("a closed one: values, type, guard", () => {
    const model = modelWith({
      components: { schemas: { Kind: { enum: ["cat", "it's */"], description: "What it is." } } },
    });
    expect(printed(enums(model))).toBe(`/** Every Kind that the spec names, in its order. */
export const kindValues = ["cat", "it's */"] as const;

/** What it is. */
export type Kind = (typeof kindValues)[number];

/** True for a value that kindValues holds. */
export function isKind(value: unknown): value is Kind {
  return (kindValues as readonly unknown[]).includes(value);
}
`);
  });

  test("one that grows keeps room for other strings", () => {
    const model = modelWith({
      components: { schemas: { Kind: { enum: ["cat"], "x-hookspec-extensible": true } } },
    });
    const text = printed(enums(model));
    expect(text).toContain("export type KnownKind = (typeof kindValues)[number];");
    expect(text).toContain("export type Kind = KnownKind | (string & {});");
    expect(text).toContain("value is KnownKind");
  });

  test("names that collide take a number", () => {
    const e = { enum: ["a"], "x-hookspec-extensible": true };
    const text = printed(
      enums(modelWith({ components: { schemas: { Kind: e, KIND: e, KnownKind: { type: "string" } } } })),
    );
    expect(text.match(/^export (?:const|type) \w+/gm)).toEqual([
      "export const kindValues",
      "export type KnownKind2",
      "export type Kind",
      "export const kindValues2",
      "export type KnownKIND",
      "export type KIND",
    ]);
  });
});

test("guards: one for what the API answers, none for what it only takes", () => {
  const schemas = { Pet: { type: "object" }, Order: { type: "object" } };
  const paths = {
    "/a": { post: { requestBody: content(ref("Order")), responses: { "200": content(ref("Pet")) } } },
  };
  const text = printed(guards(modelWith({ paths, components: { schemas } })));
  expect(text).toContain(
    'import type { Pet } from "./types.js";\nimport * as validators from "./validators.js";\n\n',
  );
  expect(text).toContain(
    "export function isPet(value: unknown): value is Pet {\n  return validators.Pet(value);\n}\n",
  );
  expect(text).not.toContain("Order");
});

test("openapi-typescript's interfaces: two spaces, whole references, no id twice", () => {
  const ok = { responses: { "200": { description: "ok" } } };
  const text = openapiInterfaces(
    modelWith({
      paths: { "/a": { get: { ...ok, operationId: "a" }, put: { ...ok, operationId: "a" } } },
      components: {
        schemas: {
          A: { allOf: [{ type: "string" }] },
          B: ref("A/allOf/0"),
          C: { type: "array", items: ref("C") },
        },
      },
    }),
  );
  expect(text).toContain('\n  "/a": {\n');
  expect(text).toContain('get: operations["a"];');
  expect(text).toContain('put: operations["a2"];');
  expect(text).toContain("B: string;");
  expect(text).toContain("C: unknown[];");
});
