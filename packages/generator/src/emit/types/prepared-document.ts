import { closingReferences } from "../../load/endless.js";
import { isObject, objectOf, type Json, type JsonObject } from "../../load/json.js";
import { fromPointer, toPointer, valueAt } from "../../load/pointer.js";
import { walk } from "../../load/walk.js";
import type { ApiModel } from "../../model/api-model.js";
import { assertionNames, isUsable } from "../../model/keywords.js";

/**
 * A copy of the document that openapi-typescript can take as it is: no two operations share an operationId (each becomes a
 * member of `operations`), no keyword is misshapen, and references name whole components (it writes any other as a path of
 * properties, which `X/allOf/0` is not).
 */
export function preparedForOpenapiTypescript({ document, operations }: ApiModel): JsonObject {
  const copy = withPlainKeys(withWholeReferences(document, document, new Set())) as JsonObject;
  for (const { id, path, httpMethod } of operations) {
    const operation = valueAt(copy, ["paths", path, httpMethod.toLowerCase()]);
    if (isObject(operation) && operation["operationId"] !== undefined)
      Object.assign(operation, { operationId: id });
  }
  const ids = new Set<unknown>(operations.map(({ id }) => id));
  walk(copy, (schema, kind, tokens) => {
    // Webhooks and callbacks share the names of operations.
    if ((kind === "operation" && tokens.length > 3) || kind === "webhookOperation") {
      if (ids.has(schema["operationId"])) Reflect.deleteProperty(schema, "operationId");
      ids.add(schema["operationId"]);
    }
    for (const text of ["title", "description", "summary", "format", "operationId"]) {
      if (typeof schema[text] !== "string") Reflect.deleteProperty(schema, text);
    }
    if (kind !== "schema") return;
    for (const keyword of ["allOf", "oneOf", "anyOf"]) {
      const branches = schema[keyword];
      if (Array.isArray(branches)) Object.assign(schema, { [keyword]: branches.map(asMap) });
    }
    if (!isReadableDiscriminator(schema)) Reflect.deleteProperty(schema, "discriminator");
    // It would take the values for schemas.
    if (schema["type"] === "object") Reflect.deleteProperty(schema, "enum");
    for (const keyword of assertionNames) {
      const value = schema[keyword];
      if (value !== undefined && !isUsable(keyword, value)) Reflect.deleteProperty(schema, keyword);
    }
  });
  // Through an array a property of an interface cannot refer to itself.
  const through = ["allOf", "anyOf", "oneOf", "items", "prefixItems"];
  for (const schema of closingReferences(copy, through).keys()) Reflect.deleteProperty(schema, "$ref");
  return copy;
}

/** In a composition it knows no schema that is `true` or `false`. */
function asMap(schema: Json): JsonObject {
  return isObject(schema) ? schema : schema === false ? { not: {} } : {};
}

function isReadableDiscriminator({ discriminator }: JsonObject): boolean {
  const { propertyName, mapping } = objectOf(discriminator);
  return (
    typeof propertyName === "string" &&
    (mapping === undefined ||
      (isObject(mapping) && Object.values(mapping).every((target) => typeof target === "string")))
  );
}

/** What a deep reference names stands in its place; one that leads back to itself becomes anything. */
function withWholeReferences(
  root: JsonObject,
  value: Json | undefined,
  open: ReadonlySet<string>,
): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => withWholeReferences(root, item, open) ?? null);
  if (!isObject(value)) return value;
  const { $ref: ref, ...members } = value;
  const rest = Object.fromEntries(
    Object.entries(members).map(([name, child]) => [name, withWholeReferences(root, child, open)]),
  );
  if (ref === undefined) return rest;
  const target = typeof ref === "string" && isDeep(ref) ? valueAt(root, fromPointer(ref) ?? []) : undefined;
  if (typeof ref !== "string" || target === undefined)
    return { $ref: withWholeReferences(root, ref, open), ...rest };
  if (open.has(ref)) return rest;
  const inlined = withWholeReferences(root, target, new Set([...open, ref]));
  return isObject(inlined) ? { ...inlined, ...rest } : (inlined ?? rest);
}

/** Its references are decoded more than once, which a percent sign in the name of a component does not survive. */
function withPlainKeys(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => withPlainKeys(item) ?? null);
  if (!isObject(value)) return value;
  const isReference = typeof value["$ref"] === "string";
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name.replaceAll("%", "percent"),
      isReference && name === "$ref" ? plainReference(String(child)) : withPlainKeys(child),
    ]),
  );
}

function plainReference(ref: string): string {
  const tokens = fromPointer(ref);
  if (tokens === undefined || !tokens.join("").includes("%")) return ref;
  return `#${toPointer(tokens.map((token) => token.replaceAll("%", "percent")))}`;
}

function isDeep(ref: string): boolean {
  return ref.startsWith("#") && !/^#\/components\/[^/]+\/[^/]+$/.test(ref);
}
