import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { documentOf } from "../../test/diff/example-document.js";
import type { Json, JsonObject } from "../load/json.js";
import { compareDocuments } from "./compare-documents.js";
import type { Finding } from "./findings.js";
import { ruleOf } from "./rules/index.js";

const scalar = fc.oneof(
  fc.constantFrom<JsonObject>(
    {},
    { type: "string" },
    { type: "boolean" },
    { type: "null" },
    { type: ["string", "null"] },
    { type: ["integer", "boolean"] },
  ),
  fc
    .subarray<Json>(["x", "yy", 1, 2, null, true], { minLength: 1 })
    .map((values): JsonObject => ({ enum: values })),
  fc.constantFrom<Json>("x", 1, null).map((value): JsonObject => ({ const: value })),
  fc.record(
    {
      type: fc.constantFrom("integer", "number"),
      minimum: fc.integer({ min: 0, max: 3 }),
      exclusiveMaximum: fc.integer({ min: 1, max: 4 }),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record(
    { type: fc.constant("number"), multipleOf: fc.constantFrom(1, 2, 0.5) },
    { requiredKeys: ["type"] },
  ),
  fc.record(
    {
      type: fc.constant("string"),
      minLength: fc.integer({ min: 0, max: 2 }),
      maxLength: fc.integer({ min: 1, max: 3 }),
      pattern: fc.constantFrom("^x", "y"),
    },
    { requiredKeys: ["type"] },
  ),
);
// ajv 8.20 takes [] for many a `contains` beside `prefixItems`: an oracle must not be wrong itself, so no list has both.
const list = fc
  .record(
    {
      type: fc.constant("array"),
      items: scalar,
      minItems: fc.integer({ min: 0, max: 2 }),
      maxItems: fc.integer({ min: 1, max: 2 }),
      uniqueItems: fc.boolean(),
      contains: scalar,
      minContains: fc.integer({ min: 0, max: 2 }),
      prefixItems: fc.array(scalar, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: ["type"] },
  )
  .map(({ prefixItems, ...rest }): JsonObject => {
    if (prefixItems === undefined) return rest;
    const { contains: _contains, minContains: _minContains, ...without } = rest;
    return { ...without, prefixItems };
  });
const anyObject = fc.record(
  {
    type: fc.constant("object"),
    properties: fc.record({ a: scalar, b: fc.oneof(scalar, list) }, { requiredKeys: [] }),
    required: fc.subarray(["a", "b"]),
    additionalProperties: fc.oneof(fc.boolean(), scalar),
    maxProperties: fc.integer({ min: 0, max: 2 }),
    propertyNames: fc.constantFrom<JsonObject>({ enum: ["a"] }, { maxLength: 1 }),
    patternProperties: scalar.map((schema) => ({ "^a": schema })),
    dependentRequired: fc.constantFrom<JsonObject>({ a: ["b"] }, { a: ["a", "b"] }, { b: ["a"] }),
  },
  { requiredKeys: ["type"] },
);
const simple: fc.Arbitrary<JsonObject> = fc.oneof(scalar, list, anyObject) as fc.Arbitrary<JsonObject>;
const branches = fc.array(simple, { minLength: 1, maxLength: 3 });
const composed = fc.oneof(
  branches.map((anyOf) => ({ anyOf })),
  branches.map((oneOf) => ({ oneOf })),
  branches.map((allOf) => ({ allOf })),
  simple.map((not) => ({ not })),
  fc.tuple(simple, branches).map(([schema, anyOf]) => ({ ...schema, anyOf })),
  fc.tuple(simple, branches).map(([schema, oneOf]) => ({ ...schema, oneOf })),
  fc.tuple(simple, simple).map(([when, otherwise]) => ({ if: when, else: otherwise })),
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits it
  fc.tuple(simple, simple).map(([when, so]) => ({ if: when, then: so })),
) as fc.Arbitrary<JsonObject>;
const schema = fc.oneof({ weight: 2, arbitrary: simple }, { weight: 3, arbitrary: composed });

/** Mostly small changes: those are what a wrong rule would let pass. */
const change = fc.oneof(
  fc.tuple(schema, schema),
  fc
    .tuple(composed, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), schema)
    .map(([before, steps, other]) => [before, edited(before, steps, other)] as const),
  fc.tuple(simple, simple).map(([before, part]) => [before, { anyOf: [before, part] }] as const),
  fc.tuple(simple, simple).map(([before, part]) => [before, { oneOf: [before, part] }] as const),
  fc.tuple(simple, simple).map(([before, part]) => [{ oneOf: [before, part] }, before] as const),
  fc.tuple(simple, simple).map(([before, part]) => [before, { ...before, ...part }] as const),
);

/** A copy in which one part, found by the steps, is gone or another. */
function edited(value: Json, [step = 0, ...steps]: readonly number[], other: Json): Json {
  if (typeof value !== "object" || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.map((item: Json, index) => (String(index) === key ? edited(item, steps, other) : item));
  const object = value as JsonObject;
  if (steps.length === 0)
    return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)) as JsonObject;
  return { ...object, [key]: edited(object[key] ?? null, steps, other) };
}

const scalars: readonly Json[] = ["", "x", "yy", "xyz", "abcd", 0, 1, 1.5, 2, 3, 4, null, true, false];
const lists: readonly Json[] = [[], ["x"], [1], [1, 1], ["x", 1], [null, true, 2], [{}]];
const members: readonly (Json | undefined)[] = [undefined, "x", "yy", 1, 2, null, true, ["x"], [1, 1], []];
const objects = members.flatMap((a) =>
  members.map((b): JsonObject => ({ ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) })),
);
const instances: readonly Json[] = [...scalars, ...lists, ...objects];

const ajv = new Ajv2020({ strict: false, validateSchema: false });

/** What a validator takes, `undefined` for what an edit made no schema of. */
function accepts(raw: Json): ((value: Json) => boolean) | undefined {
  if (ajv.validateSchema(raw as JsonObject) !== true) return undefined;
  const validate = ajv.compile(raw as JsonObject);
  return (value) => validate(value);
}

/** Nothing found that could harm. That a new branch of oneOf takes what an old one takes too is left aside: rule 28. */
function isSafe(findings: readonly Finding[]): boolean {
  return findings.every(({ id }) => ruleOf(id).wire === "info" && !/-one-of-(added|removed)$/.test(id));
}

const json = (raw: Json): JsonObject => ({ "application/json": { schema: raw } });
const inRequest = (raw: Json) =>
  documentOf({ paths: { "/a": { post: { requestBody: { content: json(raw) }, responses: {} } } } });
const inResponse = (raw: Json) =>
  documentOf({
    paths: { "/a": { post: { responses: { "200": { description: "ok", content: json(raw) } } } } },
  });

/** By rule, members that nobody declared are free to be declared: instances have declared ones only. */
function declares(raw: Json): (value: Json) => boolean {
  const text = JSON.stringify(raw);
  const known = ["a", "b"].filter(
    (name) => text.includes(`"${name}":`) || text.includes("patternProperties"),
  );
  return (value) =>
    typeof value !== "object" ||
    value === null ||
    Array.isArray(value) ||
    Object.keys(value).every((name) => known.includes(name));
}

test(
  "rule 24: what is called safe includes the old: no value that a validator took before is refused after it",
  { timeout: 120_000 },
  () => {
    fc.assert(
      fc.property(change, ([before, after]) => {
        const findings = compareDocuments(inRequest(before), inRequest(after));
        fc.pre(isSafe(findings));
        const declared = declares(before);
        const [old, now] = [accepts(before), accepts(after)];
        fc.pre(old !== undefined && now !== undefined);
        const refused = instances.filter(
          (value) => declared(value) && old?.(value) === true && now?.(value) === false,
        );
        expect(refused, findings.map(({ message }) => message).join("\n")).toEqual([]);
      }),
      { numRuns: 300, seed: 2 },
    );
  },
);

test(
  "rule 24: nor is there a value in a response that a validator did not take before",
  { timeout: 120_000 },
  () => {
    fc.assert(
      fc.property(change, ([after, before]) => {
        const findings = compareDocuments(inResponse(before), inResponse(after));
        fc.pre(isSafe(findings));
        const declared = declares(after);
        const [old, now] = [accepts(before), accepts(after)];
        fc.pre(old !== undefined && now !== undefined);
        const strange = instances.filter(
          (value) => declared(value) && now?.(value) === true && old?.(value) === false,
        );
        expect(strange, findings.map(({ message }) => message).join("\n")).toEqual([]);
      }),
      { numRuns: 300, seed: 2 },
    );
  },
);
