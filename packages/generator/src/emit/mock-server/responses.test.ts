import { expect, test } from "vitest";
import { modelWith, printed } from "../../../test/model-of.js";
import { JsonSchemas } from "../json-schemas.js";
import { DocumentedResponses } from "./responses.js";
import { schemaStatements, webhookStatements } from "./samples.js";

const pet = { $ref: "#/components/schemas/Pet" };
const json = (media: object) => ({ description: "", content: { "application/json": media } });

/** `responses.ts` and `schemas.ts` of a document with those responses of `get`, and others of `put`. */
function emitted(get: object, put: object = {}, components: object = {}) {
  const model = modelWith({
    paths: {
      "/pets": {
        get: { operationId: "read", responses: get },
        put: { operationId: "write", responses: put },
      },
    },
    components: {
      schemas: {
        Pet: {
          type: "object",
          required: ["kind", "password"],
          description: "A pet.",
          additionalProperties: false,
          properties: {
            kind: { $ref: "#/components/schemas/Kind" },
            parent: pet,
            password: { type: "string", writeOnly: true },
          },
        },
        Kind: { type: "string", enum: ["cat"], "x-hookspec-extensible": true },
        Unused: { type: "string" },
      },
      ...components,
    },
  });
  const schemas = new JsonSchemas(model.document, "response", "make");
  const responses = new DocumentedResponses(model, schemas);
  const [reading, writing] = model.operations.map((operation) => responses.of(operation));
  const text = printed(responses.statements("pets-types", "runtime"));
  return { responses, reading, writing, text, schemas: printed(schemaStatements(schemas, "runtime")) };
}

test("examples by name, the one without a name as default; the check of a named schema", () => {
  const { reading, text } = emitted({
    "200": json({ schema: pet, examples: { tom: { value: { kind: "cat" } }, gone: { $ref: "#/nowhere" } } }),
    "4XX": { ...json({ schema: { ...pet, minProperties: 1 }, example: "none" }), description: "Refused.\n" },
  });
  expect(JSON.stringify(reading)).toBe(
    '{"200":{"text":"responses.read200"},"4XX":{"text":"responses.read4xx"}}',
  );
  expect(text).toBe(`import type { ResponseDefinition } from "runtime";
import * as checks from "pets-types/validators";

export const read200: ResponseDefinition = {
  mediaType: "application/json",
  examples: { tom: { kind: "cat" } },
  schema: { $ref: "response.Pet" },
  validate: checks.Pet,
};

/** Refused. */
export const read4xx: ResponseDefinition = {
  mediaType: "application/json",
  examples: { default: "none" },
  schema: { $ref: "response.Pet", minProperties: 1 },
};
`);
});

test("a response that several operations share stands once, under its own name", () => {
  const shared = { "404": { $ref: "#/components/responses/not-found" }, default: json({ example: 1 }) };
  const { reading, writing, text } = emitted(shared, shared, {
    responses: { "not-found": { ...json({ example: { status: 404 } }), description: "No such pet." } },
  });
  expect(reading).toEqual(writing);
  expect(text).toBe(`import type { ResponseDefinition } from "runtime";

/** No such pet. */
export const notFound: ResponseDefinition = {
  mediaType: "application/json",
  examples: { default: { status: 404 } },
};

export const readDefault: ResponseDefinition = {
  mediaType: "application/json",
  examples: { default: 1 },
};
`);
});

test("one that is written twice is named after what it holds, and another status is another response", () => {
  const written = json({ schema: pet });
  const { reading, writing } = emitted(
    { "200": written, "203": json({ example: 1 }) },
    { "200": written, "202": written },
  );
  expect(JSON.stringify([reading, writing])).toBe(
    '[{"200":{"text":"responses.pet200"},"203":{"text":"responses.read203"}},' +
      '{"200":{"text":"responses.pet200"},"202":{"text":"responses.write202"}}]',
  );
});

test("names: no keyword of the language, none twice, not the import's", () => {
  const names = ["default", "checks", "Default"];
  const refs = names.map((name, index) => [String(400 + index), { $ref: `#/components/responses/${name}` }]);
  const responses = names.map((name) => [name, json({ example: name })]);
  const { text } = emitted(Object.fromEntries(refs), {}, { responses: Object.fromEntries(responses) });
  expect([...text.matchAll(/const (\w+)/g)].map(([, name]) => name)).toEqual([
    "defaultResponse",
    "checks2",
    "defaultResponse2",
  ]);
});

test("without a body there is no constant, without responses nothing", () => {
  const { responses, reading, writing } = emitted({ "204": { description: "" } });
  expect(responses.isEmpty).toBe(true);
  expect(reading).toEqual({ "204": { examples: {} } });
  expect(writing).toBeUndefined();
});

test("schemas to make data from: what is referred to, without what a response has not, enums in full", () => {
  expect(emitted({ "200": json({ schema: { type: "array", items: pet } }) }).schemas)
    .toBe(`import type { JsonSchema } from "runtime";

/** The schemas that the responses refer to, by id. */
export const schemas: Readonly<Record<string, JsonSchema>> = {
  "response.Pet": {
    type: "object",
    required: ["kind"],
    properties: { kind: { $ref: "response.Kind" }, parent: { $ref: "response.Pet" } },
  },
  "response.Kind": { type: "string", enum: ["cat"] },
};
`);
});

test("webhooks: the first example and the media type, where there are some", () => {
  const examples = { a: { value: { born: 1 } }, b: { value: 2 } };
  const model = modelWith({
    webhooks: {
      "pet-born": {
        post: { requestBody: { content: { "text/plain": {}, "application/pets+json": { examples } } } },
      },
      silent: { post: {} },
      read: { get: {} },
    },
  });
  const schemas = new JsonSchemas(model.document, "response", "make");
  expect(printed(webhookStatements(model, schemas, "runtime")))
    .toBe(`import type { WebhookDefinition } from "runtime";

/** The webhooks of the document, to be sent by hand. */
export const webhooks: readonly WebhookDefinition[] = [
  { name: "pet-born", mediaType: "application/pets+json", example: { born: 1 } },
  { name: "silent", mediaType: "application/json" },
];
`);
});

test("callbacks stand beside webhooks; what has no example comes with its schema", () => {
  const requestBody = { content: { "application/json": { schema: pet } } };
  const ready = { "{$request.body#/url}": { post: { requestBody } } };
  const model = modelWith({
    paths: { "/pets": { post: { operationId: "make", responses: {}, callbacks: { ready } } } },
    webhooks: {
      born: { post: { requestBody: { content: { "text/plain": { example: "born", schema: pet } } } } },
    },
    components: { schemas: { Pet: { type: "object", properties: { name: { type: "string" } } } } },
  });
  const schemas = new JsonSchemas(model.document, "response", "make");
  expect(printed(webhookStatements(model, schemas, "runtime"))).toContain(`
/** The webhooks and callbacks of the document, to be sent by hand. */
export const webhooks: readonly WebhookDefinition[] = [
  { name: "born", mediaType: "text/plain", example: "born" },
  { name: "ready", mediaType: "application/json", schema: { $ref: "response.Pet" } },
];
`);
  expect(schemas.closure()).toMatchObject([{ $id: "response.Pet" }]);
});
