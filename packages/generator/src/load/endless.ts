import { documentOf, type SpecDocument } from "./document.js";
import { isObject, type Json, type JsonObject } from "./json.js";
import { fromPointer, toPointer, valueAt } from "./pointer.js";
import type { SpecProblem } from "./problems.js";
import { walk } from "./walk.js";

/**
 * Schemas that are made of themselves (`Pet` is one of `Cat`, `Cat` is all of `Pet`): no type and no check could end. The
 * reference that closes such a circle is left out, with a warning. Recursion through a property or an item is fine.
 */
export function withoutEndlessSchemas(document: SpecDocument): {
  document: SpecDocument;
  warnings: SpecProblem[];
} {
  const cut = closingReferences(document.root, compositions);
  if (cut.size === 0) return { document, warnings: [] };
  const warnings = [...cut].map(([schema, tokens]) => ({
    at: document.locate(toPointer([...tokens, "$ref"])),
    message: `$ref ${String(schema["$ref"])} leads back to the schema that it stands in; it is left out. Move what both share to a schema of its own.`,
  }));
  return { document: documentOf(document.file, without(document.root, cut), document.locate), warnings };
}

/** What a schema is made of: a circle of these never ends. */
const compositions = ["allOf", "anyOf", "oneOf"];

/** The schemas whose `$ref` closes a circle through those keywords, with their paths. */
export function closingReferences(
  root: JsonObject,
  through: readonly string[],
): ReadonlyMap<JsonObject, readonly string[]> {
  const paths = new Map<JsonObject, readonly string[]>();
  walk(root, (object, kind, tokens) => {
    if (kind === "schema" && !paths.has(object)) paths.set(object, tokens);
  });
  const cut = new Map<JsonObject, readonly string[]>();
  const open = new Set<Json>();
  const done = new Set<Json>();
  const follow = (schema: Json | undefined): void => {
    if (!isObject(schema) || done.has(schema)) return;
    open.add(schema);
    const target = typeof schema["$ref"] === "string" ? targetOf(root, schema["$ref"]) : undefined;
    if (target !== undefined && open.has(target)) cut.set(schema, paths.get(schema) ?? []);
    else follow(target);
    for (const keyword of through) [schema[keyword]].flat().forEach(follow);
    open.delete(schema);
    done.add(schema);
  };
  for (const schema of paths.keys()) follow(schema);
  return cut;
}

function targetOf(root: JsonObject, ref: string): Json | undefined {
  const tokens = fromPointer(ref);
  return tokens === undefined ? undefined : valueAt(root, tokens);
}

/** A copy without the `$ref` of those objects. */
function without(root: JsonObject, cut: ReadonlyMap<JsonObject, unknown>): JsonObject {
  const copy = (value: Json | undefined): Json | undefined => {
    if (Array.isArray(value)) return value.map((item: Json) => copy(item) ?? null);
    if (!isObject(value)) return value;
    const members = Object.entries(value).filter(([name]) => name !== "$ref" || !cut.has(value));
    return Object.fromEntries(members.map(([name, child]) => [name, copy(child)]));
  };
  return copy(root) as JsonObject;
}
