import { describe, expect, test } from "vitest";
import { deliveries, operations, resolve, spec, type Parameter } from "./read-spec.js";

// The facts, copied by hand: operationId, request, client method, body, parameters, statuses.
const facts: Record<
  string,
  { request: string; method: string; body?: string; parameters: string[]; statuses: string }
> = {
  listUnifiedWebhooks: {
    request: "GET /unified/webhook",
    method: "list",
    parameters: [
      "query limit? integer 1..100 = 100",
      "query offset? integer 0.. = 0",
      "query updated_gte? date-time → updated_at gte",
      "query created_lte? date-time → created_at lte",
      "query sort? name|updated_at|created_at",
      "query order? asc|desc = asc",
      "query object? ObjectType → object_type eq",
      "query connection_id? string → connection_id eq",
      "query integration_type? string → integration_type eq",
      "query env? string → environment eq",
    ],
    statuses: "200 400 401 429",
  },
  createUnifiedWebhook: {
    request: "POST /unified/webhook",
    method: "create",
    body: "CreateWebhook",
    parameters: ["query include_all? boolean = false"],
    statuses: "200 400 401 405 413 415 422 429",
  },
  createUnifiedWebhookForConnection: {
    request: "POST /unified/webhook/{connection_id}/{object}",
    method: "createForConnection",
    body: "CreateWebhookForConnection",
    parameters: [
      "path connection_id string → connection_id eq",
      "path object ObjectType → object_type eq",
      "query events? PropertyWebhookEvents[] → events eq",
    ],
    statuses: "200 400 401 404 413 415 422 429",
  },
  getUnifiedWebhook: {
    request: "GET /unified/webhook/{id}",
    method: "get",
    parameters: ["path id string"],
    statuses: "200 401 404 429",
  },
  updateUnifiedWebhook: {
    request: "PUT /unified/webhook/{id}",
    method: "update",
    body: "UpdateWebhook",
    parameters: ["path id string"],
    statuses: "200 400 401 404 405 413 415 422 429",
  },
  patchUnifiedWebhook: {
    request: "PATCH /unified/webhook/{id}",
    method: "patch",
    body: "PatchWebhook",
    parameters: ["path id string"],
    statuses: "200 400 401 404 405 413 415 422 429",
  },
  removeUnifiedWebhook: {
    request: "DELETE /unified/webhook/{id}",
    method: "remove",
    parameters: ["path id string"],
    statuses: "200 401 404 429",
  },
  updateUnifiedWebhookTrigger: {
    request: "PUT /unified/webhook/{id}/trigger",
    method: "trigger",
    parameters: ["path id string"],
    statuses: "200 401 404 409 422 429",
  },
  patchUnifiedWebhookTrigger: {
    request: "PATCH /unified/webhook/{id}/trigger",
    method: "patchTrigger",
    parameters: ["path id string"],
    statuses: "200 401 404 409 422 429",
  },
  resumeUnifiedWebhook: {
    request: "PUT /unified/webhook/{id}/resume",
    method: "resume",
    parameters: ["path id string"],
    statuses: "200 401 404 409 429",
  },
};

test("there are the nine operations of release 1 and the one since, in their order", () => {
  expect(operations.map(({ operation }) => operation.operationId)).toEqual(Object.keys(facts));
  expect(Object.keys(facts)).toHaveLength(9 + 1);
});

describe.each(operations)("$operation.operationId", ({ method, path, operation, parameters }) => {
  test("has the request, parameters and statuses of the facts", () => {
    const body = operation.requestBody && resolve(operation.requestBody);
    const schema = body?.content?.["application/json"]?.schema.$ref?.split("/").at(-1);
    expect({
      request: `${method} ${path}`,
      method: operation["x-hookspec-method"],
      ...(schema !== undefined && { body: schema }),
      parameters: parameters.map(parameterText),
      statuses: Object.keys(operation.responses).join(" "),
    }).toEqual(facts[operation.operationId]);
    if (body !== undefined) expect(body.required).toBe(true);
  });

  test("explains itself and each of its parameters", () => {
    for (const text of [
      operation.summary,
      operation.description,
      ...parameters.map(({ description }) => description),
    ]) {
      expect(text).toMatch(/\w{3}/);
    }
  });

  test("answers every error with a problem", () => {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status === "200") continue;
      expect(resolve(response).content?.["application/problem+json"]?.schema.$ref, status).toBe(
        "#/components/schemas/Problem",
      );
    }
  });
});

test.each(["removeUnifiedWebhook", "updateUnifiedWebhookTrigger", "patchUnifiedWebhookTrigger"])(
  "%s answers 200 without a body",
  (id) => {
    const found = operations.find(({ operation }) => operation.operationId === id);
    expect(resolve(found?.operation.responses["200"] ?? {})).not.toHaveProperty("content");
  },
);

test("the document is the Webhook API 1 on three servers, with one API key", () => {
  expect(spec.info).toMatchObject({
    title: "Webhook API",
    version: expect.stringMatching(/^1\./),
    license: { name: "MIT", identifier: "MIT" },
  });
  expect(spec.info).not.toHaveProperty("contact");
  expect(spec.servers).toEqual([
    { url: "https://api.unified.to", description: "North America" },
    { url: "https://api-eu.unified.to", description: "Europe" },
    { url: "https://api-au.unified.to", description: "Australia" },
  ]);
  expect(spec.security).toEqual([{ apiKey: [] }]);
  expect(spec.components.securitySchemes).toEqual({
    apiKey: expect.objectContaining({
      type: "apiKey",
      in: "header",
      name: "authorization",
      "x-hookspec-prefix": "bearer ",
    }),
  });
});

test("one webhook is POSTed, without the API key, and says what each answer means", () => {
  expect(
    deliveries.map(({ method, path, operation }) => `${method} ${path} ${operation.operationId}`),
  ).toEqual(["POST delivery deliverWebhook"]);
  const [delivery] = deliveries;
  expect(delivery?.operation).toHaveProperty("security", []);
  expect(Object.keys(delivery?.operation.responses ?? {})).toEqual(["410", "2XX", "4XX", "5XX"]);
});

test("retries and signatures are declared as the facts have them", () => {
  const operation = deliveries[0]?.operation;
  expect(operation?.["x-hookspec-delivery"]).toMatchObject({
    success: ["2XX"],
    retry: {
      virtual: { schedule: "fibonacci", unit: "minutes", start: 1, retries: 20 },
      native: { schedule: "immediate", retries: 3 },
    },
  });
  expect(operation?.["x-hookspec-signing"]).toEqual([
    {
      field: "sig",
      algorithm: "hmac-sha1",
      over: ["data", "nonce"],
      encoding: "base64",
      secret: "namespace",
    },
    {
      field: "sig256",
      algorithm: "hmac-sha256",
      over: ["data", "nonce"],
      encoding: "base64",
      secret: "namespace",
    },
  ]);
});

function parameterText({ name, in: place, required, schema, "x-hookspec-field": field }: Parameter): string {
  const { $ref, items, format, type, minimum, maximum } = schema;
  const named = (ref: string | undefined) => ref?.split("/").at(-1);
  const kind = named($ref) ?? (items ? `${named(items.$ref)}[]` : (schema.enum?.join("|") ?? format ?? type));
  const range = minimum === undefined ? "" : ` ${minimum}..${maximum ?? ""}`;
  const preset = schema.default === undefined ? "" : ` = ${String(schema.default)}`;
  const target = field ? ` → ${field.name} ${field.compare ?? "eq"}` : "";
  return `${place} ${name}${required ? "" : "?"} ${kind}${range}${preset}${target}`;
}
