import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/load/json.js";
import type { Change } from "../../src/diff/change.js";
import { diffSpecs } from "../../src/diff/diff-specs.js";
import { documentOf } from "./example-document.js";

const json = (schema: JsonObject) => ({ "application/json": { schema } });
const api = (thing: JsonObject, more: JsonObject = {}) => ({
  components: { schemas: { Thing: thing } },
  paths: {
    "/things": {
      post: {
        operationId: "create",
        requestBody: { required: true, content: json({ $ref: "#/components/schemas/Thing" }) },
        responses: { "200": { description: "ok", content: json({ $ref: "#/components/schemas/Thing" }) } },
        ...more,
      },
    },
  },
});
const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: "object",
  properties,
  required,
});
const text = { type: "string" };

/** Each change as `direction id: wire, source`. */
function told(base: JsonObject, revision: JsonObject): string[] {
  return changesOf(base, revision)
    .map(({ direction, id, wire, source }) => `${direction} ${id}: ${wire}, ${source}`)
    .sort();
}

function changesOf(base: JsonObject, revision: JsonObject): readonly Change[] {
  return diffSpecs(documentOf(base), documentOf(revision)).changes;
}

describe("rule 23: requests and responses are projected first, then compared", () => {
  test("a required member that became write-only has disappeared from responses, and from nothing else", () => {
    const after = api(object({ a: { ...text, writeOnly: true } }, ["a"]));
    expect(told(api(object({ a: text }, ["a"])), after)).toEqual([
      "response response-property-became-write-only: breaking, major",
    ]);
  });

  test("what happens to a read-only member is no matter of requests", () => {
    const a = { ...text, readOnly: true };
    const before = api(object({}));
    expect(told(before, api(object({ a }, ["a"]))).filter((one) => one.startsWith("request"))).toEqual([]);
    expect(told(api(object({ a }, ["a"])), before)).toEqual([
      "response response-required-property-removed: breaking, major",
    ]);
  });
});

test("rule 24: what cannot be proven to include the old is breaking, never nothing", () => {
  const pairs: readonly (readonly [JsonObject, JsonObject])[] = [
    [
      { type: "string", pattern: "[0-9]+" },
      { type: "string", pattern: "[0-9]*" },
    ],
    [{ not: { type: "string" } }, { not: { type: "number" } }],
    [
      { if: { type: "string" }, else: { minimum: 1 } },
      { if: { type: "boolean" }, else: { minimum: 1 } },
    ],
    [
      { type: "array", prefixItems: [text], unevaluatedItems: text },
      { type: "array", prefixItems: [text, text], unevaluatedItems: text },
    ],
    [
      { type: "number", multipleOf: 4 },
      { type: "number", multipleOf: 6 },
    ],
  ];
  for (const [before, after] of pairs) {
    const ids = changesOf(api(before), api(after))
      .filter(({ wire }) => wire === "breaking")
      .map(({ direction, id }) => `${direction} ${id}`);
    expect(ids.sort(), JSON.stringify(after)).toEqual([
      "request inclusion-unproven",
      "response inclusion-unproven",
    ]);
  }
});

describe("rule 25: webhooks", () => {
  const webhook = (more: JsonObject) => ({
    webhooks: { ping: { post: { responses: { "200": { description: "ok" } }, ...more } } },
  });
  const payload = (schema: JsonObject) => webhook({ requestBody: { content: json(schema) } });

  test("read like responses", () => {
    expect(told(payload(object({ a: text }, ["a"])), payload(object({ a: text })))).toEqual([
      "webhook response-property-became-optional: breaking, major",
    ]);
    expect(told(payload(object({ b: text })), payload(object({ a: text, b: text }, ["a"])))).toEqual([
      "webhook response-required-property-added: info, minor",
    ]);
    const header = (required: boolean) =>
      webhook({ parameters: [{ name: "x-id", in: "header", required, schema: text }] });
    expect(told(header(true), header(false))).toEqual([
      "webhook webhook-parameter-became-optional: breaking, patch",
    ]);
  });

  test("are answered by their receivers: those must not be asked for more", () => {
    const answers = (responses: JsonObject) => webhook({ responses });
    const ok = { description: "ok" };
    expect(told(answers({ "200": ok, "202": ok }), answers({ "200": ok }))).toEqual([
      "webhook webhook-response-status-removed: breaking, patch",
    ]);
    expect(told(answers({ "200": ok }), answers({ "200": { ...ok, content: json({}) } }))).toEqual([
      "webhook webhook-response-body-added: breaking, patch",
    ]);
    expect(told(answers({ "200": ok }), answers({ "200": ok, "202": ok }))).toEqual([
      "webhook webhook-response-status-added: info, patch",
    ]);
  });

  test("that are new harm nobody, those that are gone do", () => {
    expect(told({ webhooks: {} }, webhook({}))).toMatchObject([
      expect.stringMatching(/^webhook webhook-added: info/),
    ]);
    expect(told(webhook({}), { webhooks: {} })).toMatchObject([
      expect.stringMatching(/^webhook webhook-removed: breaking/),
    ]);
  });

  test("an optional member that is gone: a warning on the wire, major in source", () => {
    const changes = changesOf(payload(object({ a: text })), payload(object({})));
    expect(changes).toMatchObject([
      { id: "response-optional-property-removed", wire: "warning", source: "major", level: "breaking" },
    ]);
  });
});

test("rule 26: enums break requests that lose a value, and readers that gain one unless they were told to expect it", () => {
  const closed = (...values: string[]) => api(object({ a: { type: "string", enum: values } }));
  expect(told(closed("x", "y"), closed("x"))).toEqual([
    "request request-property-enum-value-removed: breaking, major",
    "response response-property-enum-value-removed: info, patch",
  ]);
  expect(told(closed("x"), closed("x", "y"))).toEqual([
    "request request-property-enum-value-added: info, patch",
    "response response-property-enum-value-added: breaking, major",
  ]);
  const open = (...values: string[]) =>
    api(object({ a: { type: "string", enum: values, "x-hookspec-extensible": true } }));
  expect(told(open("x"), open("x", "y"))).toEqual([
    "request request-property-enum-value-added: info, minor",
    "response response-property-extensible-enum-value-added: info, minor",
  ]);
});

describe("rule 27", () => {
  test("a request's default is a warning and minor, a response's for information", () => {
    const withDefault = (value: string) => api(object({ a: { ...text, default: value } }));
    const diff = diffSpecs(documentOf(withDefault("x")), documentOf(withDefault("y")));
    expect(diff.bump).toBe("minor");
    expect(diff.changes.map(({ id, wire }) => `${id} ${wire}`)).toEqual([
      "request-property-default-value-changed warning",
      "response-property-default-value-changed info",
    ]);
  });

  test("a new required member breaks requests even with a default", () => {
    const after = api(object({ a: { ...text, default: "x" } }, ["a"]));
    expect(told(api(object({})), after)).toContain("request new-required-request-property: breaking, major");
  });

  test("closing an object breaks requests; opening one warns readers; a new member of a closed one is fine", () => {
    const closed = { ...object({ b: text }), additionalProperties: false };
    expect(told(api(object({ b: text })), api(closed))).toContain(
      "request request-body-additional-properties-forbidden: breaking, patch",
    );
    expect(told(api(closed), api(object({ b: text })))).toContain(
      "response response-body-additional-properties-allowed: warning, minor",
    );
    expect(
      told(api(closed), api({ ...object({ a: text, b: text }), additionalProperties: false })),
    ).toContain("response response-optional-property-added: info, minor");
  });
});

test("rule 28: branches: a new one is safe to send and not to read, a lost one the reverse; anyOf to oneOf breaks requests", () => {
  const [cat, dog, cow] = ["Cat", "Dog", "Cow"].map((title) => ({
    title,
    ...object({ [title]: text }, [title]),
  }));
  const union = (kind: string, ...branches: unknown[]) => api({ [kind]: branches } as JsonObject);
  for (const kind of ["oneOf", "anyOf"]) {
    const id = kind === "oneOf" ? "one-of" : "any-of";
    const grown = told(union(kind, cat, dog), union(kind, cow, dog, cat));
    expect(grown).toEqual([
      expect.stringMatching(`^request request-body-${id}-added: info`),
      expect.stringMatching(`^response response-body-${id}-added: breaking`),
    ]);
    const shrunk = told(union(kind, cat, dog, cow), union(kind, cow, cat));
    expect(shrunk).toEqual([
      expect.stringMatching(`^request request-body-${id}-removed: breaking`),
      expect.stringMatching(`^response response-body-${id}-removed: info`),
    ]);
  }
  expect(told(union("anyOf", cat, dog), union("oneOf", cat, dog))).toContain(
    "request request-body-any-of-became-one-of: breaking, patch",
  );
});

describe("rule 29: the source verdict is read from the emitted declarations", () => {
  test("a renamed operation is major there, though the wire is the same", () => {
    expect(told(api(object({})), api(object({}), { operationId: "make" }))).toEqual([
      "request api-operation-id-removed: info, major",
    ]);
  });

  test("so is a renamed schema", () => {
    const renamed = JSON.parse(
      JSON.stringify(api(object({})))
        .replaceAll("Thing", "Item")
        .replaceAll('"/items"', '"/things"'),
    ) as JsonObject;
    const changes = changesOf(api(object({})), renamed);
    expect(changes.every(({ wire }) => wire === "info")).toBe(true);
    expect(changes.map(({ id, source }) => `${id} ${source}`)).toContain("export-removed major");
  });

  test("moving a schema behind a reference never breaks the wire", () => {
    const inline = {
      paths: {
        "/a": {
          get: { responses: { "200": { description: "ok", content: json(object({ a: text }, ["a"])) } } },
        },
      },
    };
    const referred = {
      components: { schemas: { A: object({ a: text }, ["a"]) } },
      paths: {
        "/a": {
          get: {
            responses: { "200": { description: "ok", content: json({ $ref: "#/components/schemas/A" }) } },
          },
        },
      },
    };
    expect(changesOf(inline, referred).filter(({ wire }) => wire !== "info")).toEqual([]);
    expect(diffSpecs(documentOf(inline), documentOf(referred)).bump).toBe("minor");
  });

  test("a description is a patch, an order nothing", () => {
    expect(told(api(object({ a: text })), api(object({ a: { ...text, description: "An a." } })))).toEqual([
      "request description-changed: info, patch",
      "response description-changed: info, patch",
    ]);
    expect(
      told(api(object({ a: text, b: text }, ["a", "b"])), api(object({ b: text, a: text }, ["b", "a"]))),
    ).toEqual([]);
  });
});
