import type { SpecDocument } from "../load/document.js";
import { arrayOf, isObject, objectOf, stringOf, type Json, type JsonObject } from "../load/json.js";
import { componentRefTo } from "../load/pointer.js";
import type { Field, Operation, Resource } from "./api-model.js";
import { isMarked } from "./marks.js";
import { dereference } from "./operations.js";

/** The resources that the operations act on. */
export function readResources(document: SpecDocument, operations: readonly Operation[]): Resource[] {
  const keys = new Set(
    operations.flatMap(({ action }) => (action.kind === "example" ? [] : [action.resource])),
  );
  return [...keys].map((key) => readResource(document, key, operations));
}

function readResource(document: SpecDocument, key: string, operations: readonly Operation[]): Resource {
  const raw = objectOf(document.resolve(componentRefTo(key)));
  const declared = objectOf(raw["x-hookspec-resource"]);
  const fields = fieldsOf(document, raw);
  const has = (name: string) => fields.some((field) => field.name === name);
  const role = (name: string, ...guesses: string[]) => stringOf(declared[name]) ?? guesses.find(has);
  const item = operations.flatMap(({ action }) =>
    "item" in action && action.resource === key ? [action.item] : [],
  )[0];
  return {
    name: key,
    id: role("id", "id", item ?? "id") ?? "id",
    createdAt: role("createdAt", "created_at", "createdAt"),
    updatedAt: role("updatedAt", "updated_at", "updatedAt"),
    owner: role("owner"),
    immutable: arrayOf(declared["immutable"]).map(String),
    fields,
  };
}

/** The fields of an object schema, those of its `allOf` parts included. */
export function fieldsOf(document: SpecDocument, raw: JsonObject, seen = new Set<JsonObject>()): Field[] {
  if (seen.has(raw)) return [];
  seen.add(raw);
  const inherited = arrayOf(raw["allOf"]).flatMap((part) =>
    fieldsOf(document, objectOf(dereference(document, part)), seen),
  );
  const required = new Set(arrayOf(raw["required"]).map(String));
  const own = Object.entries(objectOf(raw["properties"])).map(([name, property]) =>
    fieldOf(document, name, property, required.has(name)),
  );
  const byName = new Map([...inherited, ...own].map((field) => [field.name, field]));
  return [...byName.values()].map((field) => ({
    ...field,
    required: field.required || required.has(field.name),
  }));
}

function fieldOf(document: SpecDocument, name: string, raw: Json | undefined, required: boolean): Field {
  const target = objectOf(dereference(document, raw));
  // Keywords beside a $ref (3.1) count before those of its target.
  const keyword = (word: string) => (isObject(raw) && raw[word] !== undefined ? raw[word] : target[word]);
  const values = keyword("enum");
  return {
    name,
    type: fieldType(keyword("type"), values),
    required,
    readOnly: isMarked(document.root, raw, "readOnly"),
    default: keyword("default"),
    values: Array.isArray(values) ? (values as Json[]) : undefined,
  };
}

const fieldTypes = ["string", "number", "integer", "boolean", "array", "object"] as const;

function fieldType(type: Json | undefined, values: Json | undefined): Field["type"] {
  const named = Array.isArray(type) ? type.filter((one) => one !== "null") : [type];
  const found = named.length === 1 ? fieldTypes.find((known) => known === named[0]) : undefined;
  if (found !== undefined) return found;
  return arrayOf(values).length > 0 && arrayOf(values).every((value) => typeof value === "string")
    ? "string"
    : "unknown";
}
