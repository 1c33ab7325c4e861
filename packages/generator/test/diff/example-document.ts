import type { Json, JsonObject } from "../../src/load/json.js";
import { parseSpec, type SpecDocument } from "../../src/load/document.js";
import type { ExamplePlace } from "../../src/diff/rules/index.js";

const ok: JsonObject = { "200": { description: "ok" } };
const json = (schema: Json): JsonObject => ({ "application/json": { schema } });
const answer = (more: JsonObject): JsonObject => ({ "200": { description: "ok", ...more } });

const operation = (more: JsonObject): JsonObject => ({
  paths: { "/a": { post: { responses: ok, ...more } } },
});
const webhook = (more: JsonObject): JsonObject => ({ webhooks: { a: { post: { responses: ok, ...more } } } });
const callback = (more: JsonObject): JsonObject =>
  operation({ callbacks: { onEvent: { "{$request.body#/url}": { post: { responses: ok, ...more } } } } });

/** The smallest document that has an example at its place. */
const wrappers: Readonly<Record<ExamplePlace, (example: Json | undefined) => JsonObject>> = {
  document: (example) => example as JsonObject,
  paths: (example) => ({ paths: example }),
  operation: (example) => operation(example as JsonObject),
  parameters: (parameters) => operation({ parameters }),
  requestBody: (requestBody) => operation({ requestBody }),
  responses: (responses) => operation({ responses }),
  headers: (headers) => operation({ responses: answer({ headers }) }),
  webhook: (example) => webhook(example as JsonObject),
  webhookParameters: (parameters) => webhook({ parameters }),
  securitySchemes: (securitySchemes) => ({ components: { securitySchemes } }),
  requestSchema: (schema) => operation({ requestBody: { content: json(schema ?? {}) } }),
  responseSchema: (schema) => operation({ responses: answer({ content: json(schema ?? {}) }) }),
};

export function exampleAt(place: ExamplePlace, example: Json | undefined): SpecDocument {
  return documentOf(wrappers[place](example));
}

export function documentOf(fragment: JsonObject): SpecDocument {
  const whole = { openapi: "3.1.0", info: { title: "Things", version: "1" }, ...fragment };
  return parseSpec(JSON.stringify(whole), "things.json");
}

const member = (schema: Json): JsonObject => ({ type: "object", properties: { a: schema } });
const parameters = (schema: Json): Json => [{ name: "a", in: "query", schema }];
const headers = (schema: Json): JsonObject => ({ "x-a": { required: true, schema } });

/** Every place that a schema may stand at: what ids begin with there, whose data it is, and the document. */
export const schemaPlaces = [
  {
    prefix: "request-body",
    direction: "request",
    wrap: (schema: Json) => operation({ requestBody: { content: json(schema) } }),
  },
  {
    prefix: "request-property",
    direction: "request",
    wrap: (schema: Json) => operation({ requestBody: { content: json(member(schema)) } }),
  },
  {
    prefix: "request-parameter",
    direction: "request",
    wrap: (schema: Json) => operation({ parameters: parameters(schema) }),
  },
  {
    prefix: "response-body",
    direction: "response",
    wrap: (schema: Json) => operation({ responses: answer({ content: json(schema) }) }),
  },
  {
    prefix: "response-property",
    direction: "response",
    wrap: (schema: Json) => operation({ responses: answer({ content: json(member(schema)) }) }),
  },
  {
    prefix: "response-header",
    direction: "response",
    wrap: (schema: Json) => operation({ responses: answer({ headers: headers(schema) }) }),
  },
  // What is sent unasked reads like a response; what its receiver answers, like a request.
  {
    prefix: "response-property",
    direction: "webhook",
    wrap: (schema: Json) => webhook({ requestBody: { content: json(member(schema)) } }),
  },
  {
    prefix: "webhook-parameter",
    direction: "webhook",
    wrap: (schema: Json) => webhook({ parameters: parameters(schema) }),
  },
  {
    prefix: "request-property",
    direction: "webhook",
    wrap: (schema: Json) => webhook({ responses: answer({ content: json(member(schema)) }) }),
  },
  {
    prefix: "request-header",
    direction: "webhook",
    wrap: (schema: Json) => webhook({ responses: answer({ headers: headers(schema) }) }),
  },
  {
    prefix: "response-property",
    direction: "callback",
    wrap: (schema: Json) => callback({ requestBody: { content: json(member(schema)) } }),
  },
  {
    prefix: "request-property",
    direction: "callback",
    wrap: (schema: Json) => callback({ responses: answer({ content: json(member(schema)) }) }),
  },
] as const;
