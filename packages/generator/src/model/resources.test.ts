import { expect, test } from "vitest";
import { modelWith } from "../../test/model-of.js";

const json = (schema: object) => ({
  responses: { "200": { description: "ok", content: { "application/json": { schema } } } },
});
const pet = { $ref: "#/components/schemas/Pet" };
const id = { name: "id", in: "path", schema: { type: "string" } };
const schemas = {
  Pet: {
    type: "object",
    properties: { id: { type: "string" }, name: { type: "string" }, created_at: { type: "string" } },
  },
};

const itemPath = { parameters: [id], get: json(pet) };

test("actions are inferred from collection and item paths", () => {
  const { operations, resources } = modelWith({
    paths: {
      "/pets": { get: json({ type: "array", items: pet }), post: json(pet), delete: json({}) },
      "/pets/{id}": {
        ...itemPath,
        put: json(pet),
        patch: json(pet),
        delete: { responses: { "204": {} } },
        post: json({}),
      },
      "/pets/{id}/walk": {
        parameters: [id],
        post: { ...json({}), "x-hookspec-action": { kind: "trigger", resource: "Pet", item: "id" } },
      },
      "/toys": { get: json({ type: "array", items: { type: "string" } }) },
    },
    components: { schemas },
  });
  const item = { resource: "Pet", item: "id" };
  expect(operations.map(({ httpMethod, path, action }) => [`${httpMethod} ${path}`, action])).toEqual([
    ["GET /pets", { kind: "list", resource: "Pet" }],
    ["POST /pets", { kind: "create", resource: "Pet" }],
    ["DELETE /pets", { kind: "example" }],
    ["GET /pets/{id}", { kind: "get", ...item }],
    ["PUT /pets/{id}", { kind: "replace", ...item }],
    ["POST /pets/{id}", { kind: "example" }],
    ["DELETE /pets/{id}", { kind: "remove", ...item }],
    ["PATCH /pets/{id}", { kind: "patch", ...item }],
    ["POST /pets/{id}/walk", { kind: "trigger", ...item }],
    ["GET /toys", { kind: "example" }],
  ]);
  expect(resources).toMatchObject([{ name: "Pet", id: "id", createdAt: "created_at", updatedAt: undefined }]);
});

test("fields: those of allOf too, with what stands beside a reference first", () => {
  const { resources } = modelWith({
    paths: { "/pets/{id}": itemPath },
    components: {
      schemas: {
        Base: {
          required: ["id"],
          properties: { id: { type: "integer" }, kind: { type: ["string", "null"] } },
        },
        Kind: { enum: ["cat", "dog"], default: "dog" },
        Pet: {
          allOf: [{ $ref: "#/components/schemas/Base" }],
          required: ["kind"],
          properties: { kind: { $ref: "#/components/schemas/Kind", default: "cat" }, at: { readOnly: true } },
        },
      },
    },
  });
  expect(resources[0]?.fields).toEqual([
    { name: "id", type: "integer", required: true, readOnly: false, default: undefined, values: undefined },
    { name: "kind", type: "string", required: true, readOnly: false, default: "cat", values: ["cat", "dog"] },
    { name: "at", type: "unknown", required: false, readOnly: true, default: undefined, values: undefined },
  ]);
});

const limit = { name: "limit", in: "query", schema: { type: "integer" } };
const list = { ...json({ type: "array", items: pet }), parameters: [limit] };

test.each([
  [
    "an action on what is no resource",
    { paths: { "/pets": { get: { ...list, "x-hookspec-action": { kind: "list", resource: "Pets" } } } } },
    "x-hookspec-action names the resource Pets, which is no component schema. Did you mean Pet?",
  ],
  [
    "an action on an item that is no path parameter",
    {
      paths: {
        "/pets/{id}": {
          ...itemPath,
          put: { ...json({}), "x-hookspec-action": { kind: "replace", resource: "Pet", item: "di" } },
        },
      },
    },
    "x-hookspec-action/item names di, which is no path parameter. Did you mean id? Known: id.",
  ],
  [
    "paging by a parameter that is not there",
    {
      paths: {
        "/pets": { get: { ...list, "x-hookspec-paging": { limit: "limt", offset: "limit", default: 5 } } },
      },
    },
    "x-hookspec-paging/limit names limt, which is no query parameter. Did you mean limit? Known: limit.",
  ],
  [
    "sorting by a field that is not there",
    {
      paths: {
        "/pets/{id}": itemPath,
        "/pets": {
          get: { ...list, "x-hookspec-sort": { by: "limit", fields: { n: "nam" }, default: ["id", "zz"] } },
        },
      },
    },
    "x-hookspec-sort/fields/n names nam, which is no field of Pet. Did you mean name? Known: id, name, created_at.",
  ],
  [
    "filtering by a field that is not there",
    {
      paths: {
        "/pets/{id}": itemPath,
        "/pets": { get: { ...list, parameters: [{ ...limit, "x-hookspec-field": { name: "Name" } }] } },
      },
    },
    "x-hookspec-field/name names Name, which is no field of Pet. Did you mean name? Known: id, name, created_at.",
  ],
  [
    "a resource that keeps a field that is not there",
    {
      paths: { "/pets/{id}": itemPath },
      components: {
        schemas: { Pet: { ...schemas.Pet, "x-hookspec-resource": { id: "uuid", immutable: ["nme"] } } },
      },
    },
    "x-hookspec-resource/id names uuid, which is no field of Pet. Did you mean id? Known: id, name, created_at.",
  ],
])("%s is refused", (_name, fragment, message) => {
  const model = () => modelWith({ components: { schemas }, ...fragment });
  expect(model).toThrow(/^pets\.json:1:\d+ {2}/);
  expect(model).toThrow(message);
});
