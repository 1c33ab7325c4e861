import type { SpecDocument } from "../load/document.js";
import { isObject, objectOf, stringOf, type Json, type JsonObject } from "../load/json.js";
import { toPointer } from "../load/pointer.js";
import { SpecError, type SpecProblem } from "../load/problems.js";
import type { Delivery, Field, Resource, Signature, Subscription, Webhook } from "./api-model.js";
import { unknownName } from "./check-names.js";
import { dereference, exampleOf, preferredMediaTypes } from "./operations.js";
import { fieldsOf } from "./resources.js";
import type { SchemaReader } from "./schemas.js";

/** What the document's `webhooks` section says the API POSTs. */
export function readWebhooks(document: SpecDocument, schemas: SchemaReader): Webhook[] {
  return webhookOperations(document).map(({ name, raw }) => readWebhook(document, schemas, name, raw));
}

/** An operation that the API performs, under a name. */
export function readWebhook(
  document: SpecDocument,
  schemas: SchemaReader,
  name: string,
  raw: JsonObject,
): Webhook {
  const { mediaType, media } = payloadOf(document, raw);
  const { schema } = media;
  return {
    name,
    description: stringOf(raw["description"]) ?? stringOf(raw["summary"]),
    mediaType,
    schema: schema === undefined ? undefined : schemas.read(schema),
    jsonSchema: typeof schema === "boolean" || isObject(schema) ? schema : undefined,
    example: exampleOf(document, media),
  };
}

/** The webhook that carries `x-hookspec-delivery`: the one that the subscriptions receive. */
export function readDelivery(
  document: SpecDocument,
  schemas: SchemaReader,
  subscription: Subscription | undefined,
): Delivery | undefined {
  const declared = webhookOperations(document).filter(({ raw }) => raw["x-hookspec-delivery"] !== undefined);
  const [first, second] = declared;
  if (first === undefined) return undefined;
  const fail = (webhook: { name: string }, below: readonly string[], message: string) =>
    new SpecError([
      { at: document.locate(toPointer(["webhooks", webhook.name, "post", ...below])), message },
    ]);
  if (second !== undefined) {
    const message = `x-hookspec-delivery stands on ${first.name} already; one webhook of a document has it. Remove it from one of the two.`;
    throw fail(second, ["x-hookspec-delivery"], message);
  }
  const payload = payloadOf(document, first.raw).media["schema"];
  if (payload === undefined) {
    const message = `webhooks.${first.name} has no payload schema. Add requestBody.content["application/json"].schema.`;
    throw fail(first, [], message);
  }
  const declaration = objectOf(first.raw["x-hookspec-delivery"]);
  const named = String(objectOf(declaration["subscription"])["schema"]);
  if (named !== subscription?.resource) {
    const message = `x-hookspec-delivery/subscription/schema is ${named}, which has no x-hookspec-subscription. Add it to that schema, or name the one that has it.`;
    throw fail(first, ["x-hookspec-delivery", "subscription", "schema"], message);
  }
  const signing = readSigning(first.raw["x-hookspec-signing"]);
  const unknown = unknownMembers(
    fieldsOf(document, objectOf(dereference(document, payload))),
    declaration,
    signing,
  );
  if (unknown.length > 0) {
    const pointer = ["webhooks", first.name, "post"];
    throw new SpecError(
      unknown.map(({ below, message }) => ({
        at: document.locate(toPointer([...pointer, ...below])),
        message,
      })),
    );
  }
  return {
    name: first.name,
    payload: schemas.read(payload),
    data: String(declaration["data"]),
    declaration,
    signing,
  };
}

/** Members that the extensions name and the payload does not have. */
function unknownMembers(
  fields: readonly Field[],
  declaration: JsonObject,
  signing: readonly Signature[],
): { below: string[]; message: string }[] {
  const known = fields.map(({ name }) => name);
  const uses: [below: string[], name: Json | undefined][] = [
    [["x-hookspec-delivery", "data"], declaration["data"]],
    [["x-hookspec-delivery", "nonce"], declaration["nonce"]],
    [["x-hookspec-delivery", "subscription", "member"], objectOf(declaration["subscription"])["member"]],
    [["x-hookspec-delivery", "kind", "field"], objectOf(declaration["kind"])["field"]],
    ...signing.flatMap(({ field, over }, index): [string[], string][] => [
      [["x-hookspec-signing", String(index), "field"], field],
      ...over.map((member, at): [string[], string] => [
        ["x-hookspec-signing", String(index), "over", String(at)],
        member,
      ]),
    ]),
  ];
  return uses
    .filter(([, name]) => !known.includes(String(name)))
    .map(([below, name]) => ({
      below,
      message: unknownName(below, String(name), known, "member of the payload"),
    }));
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
export function readSubscription(
  document: SpecDocument,
  resources: readonly Resource[],
): Subscription | undefined {
  const schemas = objectOf(objectOf(document.root["components"])["schemas"]);
  const declared = Object.entries(schemas).filter(([, raw]) =>
    isObject(objectOf(raw)["x-hookspec-subscription"]),
  );
  const [first, second] = declared;
  if (first === undefined) return undefined;
  const at = (key: string, ...below: string[]) =>
    document.locate(toPointer(["components", "schemas", key, "x-hookspec-subscription", ...below]));
  if (second !== undefined) {
    const message = `x-hookspec-subscription stands on ${first[0]} already; one schema of a document has it. Remove it from one of the two.`;
    throw new SpecError([{ at: at(second[0]), message }]);
  }
  const [key, raw] = first;
  const roles = objectOf(objectOf(raw)["x-hookspec-subscription"]);
  const resource = resources.find(({ name }) => name === key);
  if (resource === undefined) {
    const message = `${key} has x-hookspec-subscription but is no resource: no path GET /…/{id} answers it. Add one, or remove the extension.`;
    throw new SpecError([{ at: at(key), message }]);
  }
  const fields = resource.fields.map(({ name }) => name);
  const missing = Object.entries(roles).filter(
    ([role, value]) => role !== "initialSync" && role !== "changes" && !fields.includes(fieldName(value)),
  );
  if (missing.length > 0) {
    throw new SpecError(
      missing.map(([role, value]) => ({
        at: at(key, role),
        message: unknownName(["x-hookspec-subscription", role], fieldName(value), fields, `field of ${key}`),
      })),
    );
  }
  return {
    resource: key,
    source: String(roles["source"]),
    objectType: String(roles["objectType"]),
    event: String(roles["event"]),
    filled: ["event", "events", "interval", "mode"].map((role) => fieldName(roles[role])),
    roles,
  };
}

/** A role is a field's name, or an object whose `field` is. */
function fieldName(role: Json | undefined): string {
  return String(isObject(role) ? role["field"] : role);
}

/** `x-webhooks` is what documents of OpenAPI 3.0 have; of two of one name the standard's counts. */
const sections = ["x-webhooks", "webhooks"] as const;

function webhookItems({ root }: SpecDocument): Map<string, { section: string; item: Json | undefined }> {
  return new Map(
    sections.flatMap((section) =>
      Object.entries(objectOf(root[section])).map(([name, item]) => [name, { section, item }] as const),
    ),
  );
}

function webhookOperations(document: SpecDocument): { name: string; raw: JsonObject }[] {
  return [...webhookItems(document)].flatMap(([name, { item }]) => {
    const raw = objectOf(dereference(document, item))["post"];
    return isObject(raw) ? [{ name, raw }] : [];
  });
}

/** A warning for every webhook that is no POST. */
export function unsentWebhooks(document: SpecDocument): SpecProblem[] {
  const sent = new Set(webhookOperations(document).map(({ name }) => name));
  return [...webhookItems(document)]
    .filter(([name]) => !sent.has(name) && !name.startsWith("x-"))
    .map(([name, { section }]) => ({
      at: document.locate(toPointer([section, name])),
      message: `The webhook ${name} has no post; only POSTs are sent, so it is left out. Describe it under post.`,
    }));
}

function payloadOf(document: SpecDocument, raw: JsonObject): { mediaType: string; media: JsonObject } {
  const content = objectOf(objectOf(dereference(document, raw["requestBody"]))["content"]);
  const [mediaType = "application/json"] = preferredMediaTypes(content);
  return { mediaType, media: objectOf(content[mediaType]) };
}
