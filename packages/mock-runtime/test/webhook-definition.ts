import type {
  FieldDefinition,
  MockDefinition,
  OperationDefinition,
  ParameterDefinition,
} from "../src/definition.js";
import { validatorOf, type Schema } from "./schema-validator.js";

const eventNames = ["updated", "created"];
const objectTypes = ["crm_contact", "crm_deal", "ats_job"];

const writable: Record<string, Schema> = {
  connection_id: { type: "string" },
  event: { type: "string", enum: eventNames },
  events: { type: "array", items: { type: "string", enum: eventNames } },
  fields: { type: "string" },
  hook_url: { type: "string", format: "uri" },
  include_raw: { type: "boolean" },
  interval: { type: "number", minimum: 1 },
  object_type: { type: "string", enum: objectTypes },
  subscriptions: { type: "array", items: { type: "string" } },
  webhook_type: { type: "string", enum: ["virtual", "none", "native"] },
};

function field(type: FieldDefinition["type"], rest: Partial<FieldDefinition> = {}): FieldDefinition {
  return { type, required: false, readOnly: false, ...rest };
}

function query(name: string, schema: Schema, rest: Partial<ParameterDefinition> = {}): ParameterDefinition {
  const type = schema.type === "integer" ? "number" : (schema.type ?? "string");
  return {
    name,
    in: "query",
    required: false,
    style: "form",
    explode: true,
    type,
    validate: validatorOf(schema),
    ...rest,
  };
}

function inPath(name: string, fills?: string): ParameterDefinition {
  const place = {
    name,
    in: "path",
    required: true,
    style: "simple",
    explode: false,
    type: "string",
  } as const;
  return fills === undefined ? place : { ...place, field: fills };
}

const webhook = { status: 200, mediaType: "application/json" };
const security = [["apiKey"]];
const eventOrEvents = [{ required: ["event"] }, { required: ["events"] }];

function body(
  schema: Schema,
  unset: "strings" | "all" = "strings",
): NonNullable<OperationDefinition["body"]> {
  const validate = validatorOf({ type: "object", properties: writable, ...schema });
  return { required: true, mediaTypes: ["application/json"], validate, unset };
}

const one = { path: "/unified/webhook/{id}", parameters: [inPath("id")], security };
const trigger = { ...one, path: "/unified/webhook/{id}/trigger", success: { status: 200 } };

/** The Webhook API as the generator would describe it, with fewer object types. */
export const webhookDefinition: MockDefinition = {
  name: "webhook",
  title: "Webhook API",
  version: "1.0.0",
  basePaths: ["", "/eu"],
  security: { apiKey: { type: "apiKey", in: "header", name: "authorization", prefix: "bearer " } },
  operations: [
    {
      id: "listUnifiedWebhooks",
      method: "GET",
      path: "/unified/webhook",
      action: { kind: "list", resource: "Webhook" },
      parameters: [
        query("limit", { type: "integer", minimum: 1, maximum: 100 }),
        query("offset", { type: "integer", minimum: 0 }),
        query(
          "updated_gte",
          { type: "string", format: "date-time" },
          { field: "updated_at", compare: "gte" },
        ),
        query(
          "created_lte",
          { type: "string", format: "date-time" },
          { field: "created_at", compare: "lte" },
        ),
        query("sort", { type: "string", enum: ["name", "updated_at", "created_at"] }),
        query("order", { type: "string", enum: ["asc", "desc"] }),
        query("connection_id", { type: "string" }, { field: "connection_id" }),
        query("object", { type: "string", enum: objectTypes }, { field: "object_type" }),
      ],
      success: webhook,
      security,
      paging: { limit: "limit", offset: "offset", default: 100 },
      sort: {
        by: "sort",
        order: "order",
        fields: { name: "hook_url", updated_at: "updated_at", created_at: "created_at" },
        default: ["created_at", "id"],
      },
    },
    {
      id: "createUnifiedWebhook",
      method: "POST",
      path: "/unified/webhook",
      action: { kind: "create", resource: "Webhook" },
      parameters: [query("include_all", { type: "boolean" })],
      body: body({ required: ["connection_id", "object_type", "hook_url"], anyOf: eventOrEvents }),
      success: webhook,
      security,
    },
    {
      id: "createUnifiedWebhookForConnection",
      method: "POST",
      path: "/unified/webhook/{connection_id}/{object}",
      action: { kind: "create", resource: "Webhook" },
      parameters: [
        inPath("connection_id", "connection_id"),
        inPath("object", "object_type"),
        query("events", { type: "array", items: { type: "string", enum: eventNames } }, { field: "events" }),
      ],
      body: body({ required: ["hook_url"] }),
      success: webhook,
      security,
    },
    { ...one, id: "getUnifiedWebhook", method: "GET", action: act("get"), success: webhook },
    {
      ...one,
      id: "updateUnifiedWebhook",
      method: "PUT",
      action: act("replace"),
      body: body({ required: ["hook_url"], anyOf: eventOrEvents }),
      success: webhook,
    },
    {
      ...one,
      id: "patchUnifiedWebhook",
      method: "PATCH",
      action: act("patch"),
      body: body({}, "all"),
      success: webhook,
    },
    { ...one, id: "removeUnifiedWebhook", method: "DELETE", action: act("remove"), success: { status: 200 } },
    { ...trigger, id: "updateUnifiedWebhookTrigger", method: "PUT", action: act("trigger") },
    { ...trigger, id: "patchUnifiedWebhookTrigger", method: "PATCH", action: act("trigger") },
  ],
  resources: {
    Webhook: {
      schema: "Webhook",
      fields: {
        checked_at: field("string", { readOnly: true }),
        connection_id: field("string"),
        created_at: field("string", { readOnly: true }),
        environment: field("string", { readOnly: true, default: "Production" }),
        event: field("string", { required: true, values: eventNames }),
        events: field("array", { required: true }),
        fields: field("string"),
        hook_url: field("string", { required: true }),
        id: field("string", { readOnly: true }),
        include_raw: field("boolean"),
        integration_type: field("string", { readOnly: true }),
        interval: field("number", { required: true }),
        meta: field("object", { readOnly: true }),
        object_type: field("string", { required: true, values: objectTypes }),
        runs: field("array", { readOnly: true }),
        subscriptions: field("array"),
        updated_at: field("string", { readOnly: true }),
        webhook_type: field("string", { values: ["virtual", "none", "native"] }),
        workspace_id: field("string", { readOnly: true }),
      },
      id: "id",
      createdAt: "created_at",
      updatedAt: "updated_at",
      owner: "workspace_id",
      immutable: ["connection_id", "object_type"],
    },
  },
  subscription: {
    resource: "Webhook",
    url: "hook_url",
    source: "connection_id",
    objectType: "object_type",
    event: "event",
    events: "events",
    mode: { field: "webhook_type", virtual: "virtual", native: "native", none: "none" },
    interval: { field: "interval", unit: "minutes", minimum: 1, default: 60 },
    lastRun: "checked_at",
    runs: { field: "runs", keep: 20 },
    select: { field: "fields", always: ["id"] },
    raw: { field: "include_raw", member: "raw" },
    initialSync: "include_all",
  },
  delivery: {
    name: "delivery",
    data: "data",
    subscription: "webhook",
    nonce: "nonce",
    kind: {
      field: "type",
      initialPage: "INITIAL-PARTIAL",
      initialLast: "INITIAL-COMPLETE",
      virtual: "VIRTUAL",
      native: "NATIVE",
    },
    pageSize: 100,
    success: ["2XX"],
    retry: {
      virtual: { schedule: "fibonacci", unit: "minutes", start: 1, retries: 20 },
      native: { schedule: "immediate", retries: 3 },
    },
    signing: [
      { field: "sig", algorithm: "hmac-sha1", over: ["data", "nonce"], encoding: "base64" },
      { field: "sig256", algorithm: "hmac-sha256", over: ["data", "nonce"], encoding: "base64" },
    ],
  },
};

function act<Kind extends "get" | "replace" | "patch" | "remove" | "trigger">(kind: Kind) {
  return { kind, resource: "Webhook", item: "id" } as const;
}

/** A change of a connection's objects, as the tests emit it. */
export interface WebhookChange {
  connection_id: string;
  object_type: string;
  event: string;
  data: object | object[];
}
