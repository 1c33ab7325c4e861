import type { FieldDefinition, MockDefinition, OperationDefinition, ParameterDefinition } from "../src/definition.js";

const text: FieldDefinition = { type: "string", required: false, readOnly: false };
const set: FieldDefinition = { ...text, readOnly: true };
const key: ParameterDefinition = {
  name: "no",
  in: "path",
  required: true,
  style: "simple",
  explode: false,
  type: "string",
};
const json = { status: 200, mediaType: "application/json" };
const anyBody: NonNullable<OperationDefinition["body"]> = {
  required: true,
  mediaTypes: ["application/json"],
  unset: "all",
};

/** Another API with the same roles under other names, numbered ids, hex signatures in its own members and no authentication. */
export const listenerDefinition: MockDefinition = {
  name: "listener",
  title: "Listener API",
  version: "3.1.0",
  basePaths: [""],
  security: {},
  operations: [
    {
      id: "addListener",
      method: "POST",
      path: "/listeners",
      action: { kind: "create", resource: "Listener" },
      parameters: [],
      body: anyBody,
      success: { ...json, status: 201 },
      security: [],
    },
    {
      id: "changeListener",
      method: "PATCH",
      path: "/listeners/{no}",
      action: { kind: "patch", resource: "Listener", item: "no" },
      parameters: [key],
      body: anyBody,
      success: json,
      security: [],
    },
    {
      id: "runListener",
      method: "POST",
      path: "/listeners/{no}/run",
      action: { kind: "trigger", resource: "Listener", item: "no" },
      parameters: [key],
      success: { status: 202 },
      security: [],
    },
    {
      id: "status",
      method: "GET",
      path: "/status",
      action: { kind: "example" },
      parameters: [],
      success: { ...json, example: { up: true } },
      security: [],
    },
    { id: "limits", method: "GET", path: "/limits", action: { kind: "example" }, parameters: [], success: json, security: [] },
  ],
  resources: {
    Listener: {
      schema: "Listener",
      fields: {
        no: { ...set, type: "integer" },
        made: set,
        target: { ...text, required: true },
        account: text,
        kind: { ...text, values: ["invoice", "receipt"] },
        on: { ...text, values: ["paid", "voided"] },
        on_all: { ...text, type: "array" },
        how: text,
        every: { ...text, type: "number" },
        ran: set,
        history: { ...set, type: "array" },
        only: text,
        full: { ...text, type: "boolean" },
        labels: { ...text, type: "object" },
      },
      id: "no",
      createdAt: "made",
      immutable: ["account"],
    },
  },
  subscription: {
    resource: "Listener",
    url: "target",
    source: "account",
    objectType: "kind",
    event: "on",
    events: "on_all",
    mode: { field: "how", virtual: "poll", native: "push", none: "off" },
    interval: { field: "every", unit: "minutes", minimum: 5, default: 30 },
    lastRun: "ran",
    runs: { field: "history", keep: 2 },
    select: { field: "only", always: ["ref"] },
    raw: { field: "full", member: "original" },
    initialSync: "replay",
  },
  delivery: {
    name: "notice",
    data: "records",
    subscription: "listener",
    nonce: "salt",
    kind: { field: "why", initialPage: "FIRST", initialLast: "LAST", virtual: "POLLED", native: "PUSHED" },
    pageSize: 2,
    success: ["204"],
    retry: { virtual: { schedule: "immediate", retries: 0 }, native: { schedule: "immediate", retries: 0 } },
    signing: [{ field: "mac", algorithm: "hmac-sha256", over: ["salt", "records"], encoding: "hex" }],
  },
};
