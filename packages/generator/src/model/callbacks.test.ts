import { expect, test } from "vitest";
import { modelWith } from "../../test/model-of.js";

const body = (schema: object) => ({ post: { requestBody: { content: { "application/json": { schema } } } } });
const integer = body({ type: "integer" });
const url = "{$request.body#/url}";

function callbacksOf(callbacks: Record<string, object>, rest: object = {}) {
  const paths = Object.fromEntries(
    Object.entries(callbacks).map(([id, own]) => [
      `/${id}`,
      { post: { operationId: id, responses: {}, callbacks: own } },
    ]),
  );
  return modelWith({ paths, ...rest }).callbacks;
}
const namesOf = (...given: Parameters<typeof callbacksOf>) => callbacksOf(...given).map(({ name }) => name);

test("a callback: where it goes, whose it is, what it carries", () => {
  const post = { ...integer.post, summary: "Ready." };
  expect(callbacksOf({ make: { ready: { [url]: { post } } } })).toMatchObject([
    {
      name: "ready",
      url,
      origin: "POST /make",
      description: "Ready.",
      mediaType: "application/json",
      schema: { kind: "number", integer: true },
    },
  ]);
});

test("references are followed, from the callback and from its path item; operations may have one in common", () => {
  const components = {
    callbacks: { Ready: { [url]: { $ref: "#/components/pathItems/Ready" } } },
    pathItems: { Ready: integer },
  };
  const ready = { $ref: "#/components/callbacks/Ready" };
  expect(callbacksOf({ make: { ready }, remake: { ready } }, { components })).toMatchObject([
    { name: "ready", origin: "POST /make", schema: { kind: "number" } },
  ]);
});

test.each([
  [
    "those of two operations",
    { a: { done: { [url]: integer } }, b: { done: { [url]: body({}) } } },
    {},
    ["a.done", "b.done"],
  ],
  ["that of a webhook", { a: { done: { [url]: integer } } }, { webhooks: { done: integer } }, ["a.done"]],
  [
    "a name that another has in full",
    { a: { done: { [url]: integer }, "a.done": { [url]: integer } }, b: { done: { [url]: body({}) } } },
    {},
    ["a.done", "a.a.done", "b.done"],
  ],
])("names that collide, %s, bear the operation's", (_name, callbacks, rest, names) => {
  expect(namesOf(callbacks, rest)).toEqual(names);
});

test("one callback with several expressions is as many; what is no POST is none", () => {
  const several = {
    "{$url}/a": integer,
    "{$url}/b": integer,
    "{$url}/c": { put: {} },
    "x-note": { post: {} },
  };
  expect(namesOf({ make: { ready: several } })).toEqual(["ready {$url}/a", "ready {$url}/b"]);
});

test("what callbacks carry is a response's view: read-only members and all", () => {
  const schemas = { Pet: { type: "object", properties: { id: { type: "string", readOnly: true } } } };
  const pet = { $ref: "#/components/schemas/Pet" };
  const { schemas: read } = modelWith({
    paths: { "/a": { post: { responses: {}, callbacks: { ready: { [url]: body(pet) } } } } },
    components: { schemas },
  });
  expect(read).toMatchObject([{ key: "Pet", usedIn: { request: false, response: true } }]);
});
