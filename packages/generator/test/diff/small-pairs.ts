import type { Json, JsonObject } from "../../src/load/json.js";

const text = { type: "string" };
const whole = { type: "integer" };
const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: "object",
  properties,
  required,
});
const kind = (name: string, more: JsonObject = {}) => object({ kind: { const: name }, ...more }, ["kind"]);
// oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits it
const conditional = (then: Json) => ({ ...object({ a: text, b: text }), if: { required: ["a"] }, then });

/** What a change breaks, there and back: `B` for breaking, `.` for not, in requests (2) and in responses (2). */
export const schemaPairs: readonly (readonly [name: string, before: Json, after: Json, verdicts: string])[] =
  [
    // Ways of writing the same.
    ["const is an enum of one", { const: "a" }, { enum: ["a"] }, "...."],
    [
      "null in a list of types or a branch",
      { type: ["string", "null"] },
      { anyOf: [text, { type: "null" }] },
      "....",
    ],
    [
      "nullable is null in a list of types",
      { ...text, nullable: true },
      { type: ["string", "null"] },
      "....",
    ],
    ["above 0 is from 1 among integers", { ...whole, exclusiveMinimum: 0 }, { ...whole, minimum: 1 }, "...."],
    [
      "both forms of exclusiveMinimum",
      { type: "number", minimum: 1, exclusiveMinimum: true },
      { type: "number", exclusiveMinimum: 1 },
      "....",
    ],
    [
      "a union of constants is an enum",
      { oneOf: [{ const: "a" }, { const: "b" }] },
      { enum: ["a", "b"] },
      "....",
    ],
    ["a union of enums is one", { anyOf: [{ enum: ["a"] }, { enum: ["b"] }] }, { enum: ["b", "a"] }, "...."],
    [
      "both booleans are all there are",
      { type: "boolean" },
      { type: "boolean", enum: [true, false] },
      "....",
    ],
    ["each integer is a multiple of 1", whole, { ...whole, multipleOf: 1 }, "...."],
    ["a pattern that fits any text", text, { ...text, pattern: ".*" }, "...."],
    [
      "allOf is one object",
      object({ a: text, b: whole }, ["a"]),
      { allOf: [object({ a: text }, ["a"]), object({ b: whole })] },
      "....",
    ],
    ["the order of branches", { oneOf: [kind("a"), kind("b")] }, { oneOf: [kind("b"), kind("a")] }, "...."],
    [
      "branches that no value shares",
      { oneOf: [kind("a"), kind("b")] },
      { anyOf: [kind("a"), kind("b")] },
      "....",
    ],
    // More, or less.
    ["null is new", object({ a: text }), { anyOf: [object({ a: text }), { type: "null" }] }, ".BB."],
    ["fractions are new", whole, { type: "number" }, ".BB."],
    ["int32 to int64", { ...whole, format: "int32" }, { ...whole, format: "int64" }, ".BB."],
    ["email to idn-email", { ...text, format: "email" }, { ...text, format: "idn-email" }, ".BB."],
    ["uri to uri-reference", { ...text, format: "uri" }, { ...text, format: "uri-reference" }, ".BB."],
    ["date to date-time", { ...text, format: "date" }, { ...text, format: "date-time" }, "BBBB"],
    ["a pattern to any text", { ...text, pattern: "^a$" }, { ...text, pattern: ".*" }, ".BB."],
    [
      "a union of constants grows",
      { oneOf: [{ const: "a" }, { const: "b" }] },
      { enum: ["a", "b", "c"] },
      ".BB.",
    ],
    [
      "a branch within allOf",
      { allOf: [object({ z: text }), { oneOf: [kind("a"), kind("b")] }] },
      { allOf: [object({ z: text }), { oneOf: [kind("a"), kind("b"), kind("c")] }] },
      ".BB.",
    ],
    // Keywords that are looked into.
    [
      "prefixItems: one narrower",
      { prefixItems: [text, whole] },
      { prefixItems: [text, { ...whole, minimum: 1 }] },
      "B..B",
    ],
    ["prefixItems: swapped", { prefixItems: [text, whole] }, { prefixItems: [whole, text] }, "BBBB"],
    ["then: new", object({ a: text, b: text }), conditional({ required: ["b"] }), "B..B"],
    [
      "then: narrower",
      conditional({ properties: { b: { minLength: 1 } } }),
      conditional({ properties: { b: { minLength: 2 } } }),
      "B..B",
    ],
    ["not: more", { ...text, not: { enum: ["x"] } }, { ...text, not: { enum: ["x", "y"] } }, "B..B"],
    ["contains: narrower", { contains: whole }, { contains: { ...whole, minimum: 1 } }, "B..B"],
    ["minContains: more", { contains: whole, minContains: 1 }, { contains: whole, minContains: 2 }, "B..B"],
    ["maxContains: fewer", { contains: whole, maxContains: 3 }, { contains: whole, maxContains: 2 }, "B..B"],
    [
      "propertyNames: longer",
      { propertyNames: { maxLength: 3 } },
      { propertyNames: { maxLength: 4 } },
      ".BB.",
    ],
    [
      "patternProperties: wider",
      { patternProperties: { "^x": whole } },
      { patternProperties: { "^x": { type: "number" } } },
      ".BB.",
    ],
    [
      "dependentRequired: more",
      { dependentRequired: { a: ["b"] } },
      { dependentRequired: { a: ["b", "c"] } },
      "B..B",
    ],
    [
      "unevaluatedProperties: false",
      object({ a: text }),
      { ...object({ a: text }), unevaluatedProperties: false },
      "B...",
    ],
    // Read-only and write-only.
    [
      "a required read-only member",
      object({ a: text }),
      object({ a: text, b: { ...text, readOnly: true } }, ["b"]),
      "...B",
    ],
    [
      "a required write-only member",
      object({ a: text }),
      object({ a: text, b: { ...text, writeOnly: true } }, ["b"]),
      "BB..",
    ],
  ];

const ok = { "200": { description: "ok" } };
const operation = (more: JsonObject): JsonObject => ({
  paths: { "/a": { post: { responses: ok, ...more } } },
});
const content = (mediaType: string) => ({ [mediaType]: { schema: text } });
const answer = (mediaType: string) =>
  operation({ responses: { "200": { description: "ok", content: content(mediaType) } } });
const query = (more: JsonObject, schema: JsonObject = text) =>
  operation({ parameters: [{ name: "a", in: "query", schema, ...more }] });
const shared = (item: JsonObject) => ({
  paths: { "/a": { $ref: "#/components/pathItems/A", ...item } },
  components: { pathItems: { A: { post: { responses: ok } } } },
});
const anchored = (schema: JsonObject, ref: string) => ({
  components: { schemas: { T: { $anchor: "t", ...schema } } },
  ...operation({
    responses: { "200": { description: "ok", content: { "application/json": { schema: { $ref: ref } } } } },
  }),
});
const path = (...names: readonly string[]): JsonObject => ({
  paths: Object.fromEntries(
    names.map((name, index) => [
      `/a/{${name}}`,
      {
        [index === (names[0] === "x" ? 0 : 1) ? "get" : "put"]: {
          parameters: [{ name, in: "path", required: true, schema: text }],
          responses: ok,
        },
      },
    ]),
  ),
});
const webhook = (more: JsonObject) => ({ webhooks: { a: { post: { responses: ok, ...more } } } });

/** The same for documents: there, and back. */
export const documentPairs: readonly (readonly [string, JsonObject, JsonObject, string])[] = [
  ["an operation beside the path item's $ref", shared({ get: { responses: ok } }), shared({}), "B."],
  [
    "parameters beside the path item's $ref",
    shared({}),
    shared({ parameters: [{ name: "a", in: "query", required: true, schema: text }] }),
    "BB",
  ],
  ["what an anchor names", anchored({ type: "string" }, "#t"), anchored({ type: "integer" }, "#t"), "BB"],
  [
    "an anchor or a path",
    anchored({ type: "string" }, "#t"),
    anchored({ type: "string" }, "#/components/schemas/T"),
    "..",
  ],
  [
    "a parameter's sunset moved to earlier",
    query({ deprecated: true, "x-sunset": "2031-01-01" }),
    query({ deprecated: true, "x-sunset": "2030-01-01" }),
    "B.",
  ],
  [
    "a parameter's sunset withdrawn",
    query({ deprecated: true, "x-sunset": "2031-01-01" }),
    query({ deprecated: true }),
    "B.",
  ],
  ["explode of one value", query({}), query({ explode: false }), ".."],
  [
    "explode of a list",
    query({}, { type: "array", items: text }),
    query({ explode: false }, { type: "array", items: text }),
    "BB",
  ],
  [
    "no servers, or the document's own place",
    operation({}),
    { ...operation({}), servers: [{ url: "/" }] },
    "..",
  ],
  ["templates that differ by names, in another order", path("x", "y"), path("y", "x"), ".."],
  ["a path without operations", { paths: { "/a": {} } }, { paths: {} }, ".."],
  ["a charset", answer("application/json"), answer("application/json; charset=utf-8"), ".."],
  [
    "another version of a media type",
    answer("application/x;version=1"),
    answer("application/x;version=2"),
    "BB",
  ],
  ["stability said for the first time", operation({}), operation({ "x-stability-level": "alpha" }), ".."],
  ["credentials that a webhook brings", webhook({}), webhook({ security: [{ key: [] }] }), ".B"],
  [
    "other credentials that a webhook brings",
    webhook({ security: [{ key: [] }] }),
    webhook({ security: [{ token: [] }] }),
    "BB",
  ],
];
