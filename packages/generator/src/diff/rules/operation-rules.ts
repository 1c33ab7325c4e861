import type { JsonObject } from "../../load/json.js";
import type { Rule } from "./rule.js";

const ok = { responses: { "200": { description: "ok" } } };
const get = (more: JsonObject = {}) => ({ "/a": { get: { ...ok, ...more } } });
const callback = { onEvent: { "{$request.body#/url}": { post: ok } } };
const server = (url: string) => ({ servers: [{ url }] });
const variable = (value: JsonObject) => ({ servers: [{ url: "https://{region}.example.com", variables: { region: value } }] });

/** Changes of what a spec offers at all. */
export const operationRules: readonly Rule[] = [
  { id: "endpoint-added", what: "An operation is new", why: "Nobody has to call it.", wire: "info", source: "minor", at: "paths", base: {}, revision: get() },
  { id: "api-removed-without-deprecation", what: "An operation is gone", why: "Calls of it fail.", wire: "breaking", source: "major", at: "paths", base: { "/a": { get: ok, put: ok } }, revision: get() },
  { id: "api-path-removed-without-deprecation", what: "A path is gone with all its operations", why: "Calls of it fail. That it was deprecated before helps nobody who still calls it.", wire: "breaking", source: "major", at: "paths", base: get(), revision: {} },
  { id: "request-path-parameter-renamed", what: "A path parameter has another name", why: "The path is the same on the wire; the parameter of the emitted method is not.", wire: "info", source: "major", at: "paths", base: { "/a/{x}": { get: { ...ok, parameters: [{ name: "x", in: "path", required: true, schema: {} }] } } }, revision: { "/a/{y}": { get: { ...ok, parameters: [{ name: "y", in: "path", required: true, schema: {} }] } } } },
  { id: "api-operation-id-removed", what: "An operation has another operationId, or lost it", why: "Nothing on the wire; the emitted method is named after it.", wire: "info", source: "major", at: "operation", base: { operationId: "list" }, revision: { operationId: "all" } },
  { id: "api-operation-id-added", what: "An operation has an operationId", why: "Nothing on the wire; the emitted method is named after it.", wire: "info", source: "major", at: "operation", base: {}, revision: { operationId: "listThings" } },
  { id: "api-tags-changed", what: "An operation has other tags", why: "Tags order documentation.", wire: "info", source: "none", at: "operation", base: { tags: ["a"] }, revision: { tags: ["b"] } },
  { id: "endpoint-deprecated", what: "An operation is deprecated", why: "It still works.", wire: "info", source: "patch", at: "operation", base: {}, revision: { deprecated: true } },
  { id: "endpoint-reactivated", what: "An operation is deprecated no more", why: "It works as before.", wire: "info", source: "patch", at: "operation", base: { deprecated: true }, revision: {} },
  { id: "sunset-added", what: "A sunset date was set, or moved to later", why: "It still works until then.", wire: "info", source: "none", at: "operation", base: { deprecated: true }, revision: { deprecated: true, "x-sunset": "2030-01-01" } },
  { id: "sunset-deleted", what: "A sunset date was withdrawn from what is still deprecated", why: "Until when it works was promised, and nobody knows any more.", wire: "breaking", source: "none", at: "operation", base: { deprecated: true, "x-sunset": "2030-01-01" }, revision: { deprecated: true } },
  { id: "api-sunset-date-changed-too-small", what: "A sunset date was moved to earlier", why: "It will stop working before the time that was promised.", wire: "breaking", source: "none", at: "operation", base: { deprecated: true, "x-sunset": "2030-01-01" }, revision: { deprecated: true, "x-sunset": "2029-01-01" } },
  { id: "description-changed", what: "A description, title, summary or example changed", why: "Prose.", wire: "info", source: "patch", at: "operation", base: { description: "a" }, revision: { description: "b" } },
  { id: "extension-changed", what: "An extension of another tool changed", why: "hookspec does not know what it means.", wire: "info", source: "none", at: "operation", base: { "x-a": 1 }, revision: { "x-a": 2 } },
  { id: "behaviour-changed", what: "An `x-hookspec-` extension changed that says how the API behaves", why: "The shape of what is sent stays; when and what may not.", wire: "warning", source: "minor", at: "operation", base: { "x-hookspec-action": { kind: "example" } }, revision: {} },
  { id: "unset-forbidden", what: "Fewer members may be unset by `null`", why: "Requests that unset them are refused.", wire: "breaking", source: "major", at: "requestSchema", base: { type: "object", "x-hookspec-unset": "all" }, revision: { type: "object" } },
  { id: "unset-allowed", what: "More members may be unset by `null`", why: "Nobody has to.", wire: "info", source: "minor", at: "requestSchema", base: { type: "object" }, revision: { type: "object", "x-hookspec-unset": "all" } },
  { id: "webhook-added", what: "A webhook is new", why: "Only who asks for it gets it.", wire: "info", source: "minor", at: "document", base: { webhooks: {} }, revision: { webhooks: { a: { post: ok } } } },
  { id: "webhook-removed", what: "A webhook is gone", why: "Receivers wait for it in vain.", wire: "breaking", source: "major", at: "document", base: { webhooks: { a: { post: ok } } }, revision: { webhooks: {} } },
  { id: "callback-added", what: "A callback is new", why: "Only who asks for it gets it.", wire: "info", source: "minor", at: "operation", base: {}, revision: { callbacks: callback } },
  { id: "callback-removed", what: "A callback is gone", why: "Receivers wait for it in vain.", wire: "breaking", source: "major", at: "operation", base: { callbacks: callback }, revision: {} },
  { id: "webhook-signature-added", what: "A webhook has one more signature", why: "Verifiers check the one that they know.", wire: "info", source: "minor", at: "webhook", base: {}, revision: { "x-hookspec-signing": [{ field: "sig" }] } },
  { id: "webhook-signature-removed", what: "A webhook lost a signature", why: "Verifiers that ask for it refuse every delivery.", wire: "breaking", source: "major", at: "webhook", base: { "x-hookspec-signing": [{ field: "sig" }] }, revision: { "x-hookspec-signing": [] } },
  { id: "webhook-signature-changed", what: "A signature is made differently", why: "Verifiers refuse every delivery.", wire: "breaking", source: "major", at: "webhook", base: { "x-hookspec-signing": [{ field: "sig", algorithm: "hmac-sha1" }] }, revision: { "x-hookspec-signing": [{ field: "sig", algorithm: "hmac-sha256" }] } },
  { id: "webhook-signature-deprecated", what: "A signature is deprecated, or no longer", why: "It is still sent.", wire: "info", source: "patch", at: "webhook", base: { "x-hookspec-signing": [{ field: "sig" }] }, revision: { "x-hookspec-signing": [{ field: "sig", deprecated: true }] } },
  { id: "server-added", what: "A server is new", why: "Nobody has to call it.", wire: "info", source: "minor", at: "document", base: server("https://a.example"), revision: { servers: [{ url: "https://a.example" }, { url: "https://b.example" }] } },
  { id: "server-removed", what: "A server is gone, or has another URL", why: "Calls of it fail.", wire: "breaking", source: "major", at: "document", base: server("https://a.example"), revision: server("https://b.example") },
  { id: "server-variable-value-removed", what: "A variable of a server's URL lost a value, or is gone", why: "Calls of that server fail.", wire: "breaking", source: "major", at: "document", base: variable({ default: "eu", enum: ["eu", "us"] }), revision: variable({ default: "eu", enum: ["eu"] }) },
  { id: "server-variable-value-added", what: "A variable of a server's URL has a new value", why: "Nobody has to use it.", wire: "info", source: "minor", at: "document", base: variable({ default: "eu", enum: ["eu"] }), revision: variable({ default: "eu", enum: ["eu", "us"] }) },
  { id: "server-variable-default-changed", what: "A variable of a server's URL has another default", why: "Who gave no value calls another server.", wire: "warning", source: "minor", at: "document", base: variable({ default: "eu" }), revision: variable({ default: "us" }) },
];
