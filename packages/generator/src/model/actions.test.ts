import { expect, test } from "vitest";
import { modelWith } from "../../test/model-of.js";

const json = (schema: object) => ({
  responses: { "200": { description: "ok", content: { "application/json": { schema } } } },
});
const nothing = { responses: { "204": { description: "done" } } };
const pet = { $ref: "#/components/schemas/Pet" };
const toy = { $ref: "#/components/schemas/Toy" };
const parameter = (name: string) => ({ name, in: "path", required: true, schema: { type: "string" } });
const text = { type: "string" };
const schemas = {
  Pet: { type: "object", properties: { id: text, name: text } },
  Toy: { type: "object", properties: { toy_id: text, pet_id: text } },
  Empty: { type: "string" },
};
const petPath = { parameters: [parameter("id")], get: json(pet) };

function operationsOf(paths: object, own: object = schemas) {
  return modelWith({ paths, components: { schemas: own } }).operations;
}
const actionsOf = (...given: Parameters<typeof operationsOf>) =>
  Object.fromEntries(
    operationsOf(...given).map(({ httpMethod, path, action }) => [`${httpMethod} ${path}`, action]),
  );

test("what is done to an item below its path is a trigger where it answers the item or nothing", () => {
  const below = (operations: object) => ({ parameters: [parameter("id")], ...operations });
  const actions = actionsOf({
    "/pets/{id}": petPath,
    "/pets/{id}/feed": below({ post: json(pet), get: json(pet), delete: nothing }),
    "/pets/{id}/walk/long": below({ put: nothing }),
    "/pets/{id}/photo": below({ post: json({ type: "string" }) }),
    "/pets/{id}/toys/{toy_id}": { parameters: [parameter("id"), parameter("toy_id")], post: nothing },
    "/pets-of/{id}/feed": below({ post: json(pet) }),
  });
  const trigger = { kind: "trigger", resource: "Pet", item: "id" };
  const example = { kind: "example" };
  expect(actions).toEqual({
    "GET /pets/{id}": { kind: "get", resource: "Pet", item: "id" },
    "POST /pets/{id}/feed": trigger,
    "GET /pets/{id}/feed": example,
    "DELETE /pets/{id}/feed": example,
    "PUT /pets/{id}/walk/long": trigger,
    "POST /pets/{id}/photo": example,
    "POST /pets/{id}/toys/{toy_id}": example,
    "POST /pets-of/{id}/feed": example,
  });
});

test("a path parameter called like a field of the item says whose it is; what is declared goes first", () => {
  const [list, get, own] = operationsOf({
    "/pets/{pet_id}/toys": { parameters: [parameter("pet_id")], get: json({ type: "array", items: toy }) },
    "/pets/{pet_id}/toys/{toy_id}": {
      parameters: [parameter("pet_id"), parameter("toy_id")],
      get: json(toy),
    },
    "/shops/{pet_id}/toys/{toy_id}": {
      parameters: [{ ...parameter("pet_id"), "x-hookspec-field": { name: "toy_id" } }, parameter("toy_id")],
      get: json(toy),
    },
  });
  expect(list?.parameters).toMatchObject([{ name: "pet_id", field: { name: "pet_id" } }]);
  expect(get?.parameters.map(({ field }) => field)).toEqual([{ name: "pet_id" }, undefined]);
  expect(own?.parameters[0]?.field).toEqual({ name: "toy_id" });
});

test("the spec overrides what paths imply: no item, and an item where no path implies one", () => {
  const declared = (action: object) => ({ "x-hookspec-action": action });
  const actions = actionsOf({
    "/pets": { get: json({ type: "array", items: pet }) },
    "/pets/{id}": {
      ...petPath,
      get: { ...json(pet), ...declared({ kind: "example" }) },
      put: json(pet),
    },
    "/toy/{no}/one": {
      parameters: [parameter("no")],
      get: { ...json({}), ...declared({ kind: "get", resource: "Toy", item: "no" }) },
      delete: nothing,
    },
  } as object);
  expect(actions).toEqual({
    "GET /pets": { kind: "example" },
    "GET /pets/{id}": { kind: "example" },
    "PUT /pets/{id}": { kind: "example" },
    "GET /toy/{no}/one": { kind: "get", resource: "Toy", item: "no" },
    "DELETE /toy/{no}/one": { kind: "remove", resource: "Toy", item: "no" },
  });
});

test("a schema that says so is no resource, wherever it is answered", () => {
  const own = { ...schemas, Pet: { ...schemas.Pet, "x-hookspec-resource": false } };
  const paths = { "/pets": { get: json({ type: "array", items: pet }) }, "/pets/{id}": petPath };
  expect(actionsOf(paths, own)).toEqual({
    "GET /pets": { kind: "example" },
    "GET /pets/{id}": { kind: "example" },
  });
});

test.each([
  ["an unknown schema", "Toyy", "which is no component schema. Did you mean Toy?"],
  ["one without members", "Empty", "which has no properties to keep. Name the schema of one item."],
  ["one that is none", "Pet", "whose schema says x-hookspec-resource: false. Remove one of the two."],
])("a declared action on %s is refused where it stands", (_name, resource, why) => {
  const own = { ...schemas, Pet: { ...schemas.Pet, "x-hookspec-resource": false } };
  const get = { ...json({}), "x-hookspec-action": { kind: "list", resource } };
  const model = () => operationsOf({ "/toys": { get } }, own);
  expect(model).toThrow(/^pets\.json:1:\d+ {2}/);
  expect(model).toThrow(`x-hookspec-action names the resource ${resource}, ${why}`);
});
