import type { SpecDocument } from "../load/document.js";
import { isObject, objectOf, stringOf, type Json, type JsonObject } from "../load/json.js";
import { toPointer } from "../load/pointer.js";
import { SpecError } from "../load/problems.js";
import type { Delivery, Resource, Signature, Subscription, Webhook } from "./api-model.js";
import { dereference, preferredMediaTypes } from "./operations.js";
import type { SchemaReader } from "./schemas.js";

/** What the document's `webhooks` section says the API POSTs. */
export function readWebhooks(document: SpecDocument, schemas: SchemaReader): Webhook[] {
  return webhookOperations(document).map(({ name, raw }) => ({
    name,
    description: stringOf(raw["description"]) ?? stringOf(raw["summary"]),
    schema: payloadSchema(document, raw) === undefined ? undefined : schemas.read(payloadSchema(document, raw)),
  }));
}

/** The webhook that carries `x-hookspec-delivery`: the one that the subscriptions receive. */
export function readDelivery(document: SpecDocument, schemas: SchemaReader): Delivery | undefined {
  const declared = webhookOperations(document).filter(({ raw }) => raw["x-hookspec-delivery"] !== undefined);
  const [first, second] = declared;
  if (first === undefined) return undefined;
  const at = (webhook: { name: string }, below: string) => document.locate(`${toPointer(["webhooks", webhook.name, "post"])}${below}`);
  if (second !== undefined) {
    throw new SpecError([{ at: at(second, "/x-hookspec-delivery"), message: `x-hookspec-delivery stands on ${first.name} already; one webhook of a document has it.` }]);
  }
  const payload = payloadSchema(document, first.raw);
  if (payload === undefined) {
    throw new SpecError([{ at: at(first, ""), message: `webhooks.${first.name} has no payload schema. Add requestBody.content["application/json"].schema.` }]);
  }
  const declaration = objectOf(first.raw["x-hookspec-delivery"]);
  return {
    name: first.name,
    payload: schemas.read(payload),
    data: String(declaration["data"]),
    declaration,
    signing: readSigning(first.raw["x-hookspec-signing"]),
  };
}

function readSigning(raw: Json | undefined): Signature[] {
  return (Array.isArray(raw) ? raw : []).map((entry: JsonObject) => ({
    field: String(entry["field"]),
    algorithm: entry["algorithm"] as Signature["algorithm"],
    over: entry["over"] as string[],
    encoding: entry["encoding"] as Signature["encoding"],
    ...(entry["deprecated"] === true ? { deprecated: true } : {}),
  }));
}

/** The resource whose items are subscriptions: the one schema with `x-hookspec-subscription`. */
export function readSubscription(document: SpecDocument, resources: readonly Resource[]): Subscription | undefined {
  const schemas = objectOf(objectOf(document.root["components"])["schemas"]);
  for (const [key, raw] of Object.entries(schemas)) {
    const roles = objectOf(raw)["x-hookspec-subscription"];
    if (!isObject(roles)) continue;
    const at = (below = "") => document.locate(`${toPointer(["components", "schemas", key, "x-hookspec-subscription"])}${below}`);
    const resource = resources.find(({ name }) => name === key);
    if (resource === undefined) {
      throw new SpecError([{ at: at(), message: `${key} has x-hookspec-subscription but is no resource: no path GET /…/{id} answers it. Add one, or remove the extension.` }]);
    }
    const missing = Object.entries(roles).filter(([role, value]) => role !== "initialSync" && !hasField(resource, value));
    if (missing.length > 0) {
      throw new SpecError(
        missing.map(([role, value]) => ({
          at: at(`/${role}`),
          message: `Role ${role} names field ${fieldName(value)}, which ${key} does not have. Its fields: ${resource.fields.map(({ name }) => name).join(", ")}.`,
        })),
      );
    }
    return { resource: key, source: String(roles["source"]), objectType: String(roles["objectType"]), event: String(roles["event"]), roles };
  }
  return undefined;
}

/** A role is a field's name, or an object whose `field` is. */
function fieldName(role: Json | undefined): string {
  return String(isObject(role) ? role["field"] : role);
}

function hasField(resource: Resource, role: Json | undefined): boolean {
  return resource.fields.some(({ name }) => name === fieldName(role));
}

function webhookOperations(document: SpecDocument): { name: string; raw: JsonObject }[] {
  return Object.entries(objectOf(document.root["webhooks"])).flatMap(([name, item]) => {
    const raw = objectOf(dereference(document, item))["post"];
    return isObject(raw) ? [{ name, raw }] : [];
  });
}

function payloadSchema(document: SpecDocument, raw: JsonObject): Json | undefined {
  const content = objectOf(objectOf(dereference(document, raw["requestBody"]))["content"]);
  return objectOf(content[preferredMediaTypes(content)[0] ?? ""])["schema"];
}
