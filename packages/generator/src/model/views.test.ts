import { expect, test } from "vitest";
import { modelWith } from "../../test/model-of.js";

const ref = (key: string) => ({ $ref: `#/components/schemas/${key}` });
const content = (schema: object) => ({ content: { "application/json": { schema } } });
const both = (schema: object) => ({
  "/a": { post: { requestBody: content(schema), responses: { "200": content(schema) } } },
});
const object = (properties: object, required: string[] = []) => ({ type: "object", properties, required });

test.each([
  ["a required read-only member", object({ id: { type: "string", readOnly: true } }, ["id"]), "PetInput"],
  ["an optional read-only member", object({ id: { type: "string", readOnly: true } }), undefined],
  ["a write-only member", object({ id: { type: "string", writeOnly: true } }), "PetInput"],
  [
    "one deep inside",
    { type: "array", items: object({ id: { type: "string", writeOnly: true } }) },
    "PetInput",
  ],
  ["one behind a reference", object({ inner: ref("Inner") }), "PetInput"],
  ["x-hookspec-unset", { ...object({}), "x-hookspec-unset": "all" }, "PetInput"],
  ["no difference", object({ id: { type: "string" } }, ["id"]), undefined],
])("%s: the request's type is %s", (_name, Pet, inputName) => {
  const Inner = object({ x: { type: "string", readOnly: true } }, ["x"]);
  const { schemas } = modelWith({ paths: both(ref("Pet")), components: { schemas: { Pet, Inner } } });
  expect(schemas[0]?.inputName).toBe(inputName);
});

test("a schema that only one side uses has one type", () => {
  const Pet = object({ id: { type: "string", readOnly: true } }, ["id"]);
  const paths = { "/a": { post: { requestBody: content(ref("Pet")), responses: {} } } };
  const { schemas } = modelWith({ paths, components: { schemas: { Pet, PetInput: Pet } } });
  expect(schemas.map(({ name, inputName, usedIn }) => [name, inputName, usedIn])).toEqual([
    ["Pet", undefined, { request: true, response: false }],
    ["PetInput", undefined, { request: false, response: true }],
  ]);
});
