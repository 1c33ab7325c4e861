import { closingReferences } from "../../load/endless.js";
import { isObject, type Json, type JsonObject } from "../../load/json.js";
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
  walk(copy, (schema, kind) => {
    for (const text of ["title", "description", "summary", "format"]) {
      if (typeof schema[text] !== "string") Reflect.deleteProperty(schema, text);
    }
    if (kind !== "schema") return;
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
