import type { SpecDocument } from "../load/document.js";
import { arrayOf, isObject, objectOf, stringOf, type Json, type JsonObject } from "../load/json.js";
import { componentRefTo, toPointer } from "../load/pointer.js";
import { SpecError, type SpecProblem } from "../load/problems.js";
import type { Action, Field, Operation, Resource, Schema } from "./api-model.js";
import { dereference, type DeclaredOperation } from "./operations.js";

/** Gives each operation its action: the declared one, else what its path and its answer imply. */
export function withActions(document: SpecDocument, operations: readonly DeclaredOperation[]): Operation[] {
  const items = itemPaths(operations);
  const problems: SpecProblem[] = [];
  const known = new Set([...items.values()].map(({ resource }) => resource));
  const result = operations.map(({ declaredAction, ...operation }): Operation => {
    if (
      declaredAction !== undefined &&
      declaredAction.kind !== "example" &&
      !known.has(declaredAction.resource)
    ) {
      problems.push({
        at: document.locate(
          toPointer([
            "paths",
            operation.path,
            operation.httpMethod.toLowerCase(),
            "x-hookspec-action",
            "resource",
          ]),
        ),
        message: `x-hookspec-action names resource ${declaredAction.resource}, but no item path (GET /…/{id} answering that schema) makes it one. Known: ${[...known].join(", ") || "none"}.`,
      });
    }
    return { ...operation, action: declaredAction ?? inferAction(operation, items) };
  });
  if (problems.length > 0) throw new SpecError(problems);
  return result;
}

interface ItemPath {
  readonly resource: string;
  readonly item: string;
}

/** `/things/{id}` whose GET answers one component schema makes that schema a resource. */
function itemPaths(operations: readonly DeclaredOperation[]): Map<string, ItemPath> {
  const items = new Map<string, ItemPath>();
  for (const operation of operations) {
    const item = /^.*\/\{([^}/]+)\}$/.exec(operation.path)?.[1];
    const schema = successSchema(operation);
    if (operation.httpMethod === "GET" && item !== undefined && schema?.kind === "ref") {
      items.set(operation.path, { resource: schema.key, item });
    }
  }
  return items;
}

function inferAction(
  operation: Omit<DeclaredOperation, "declaredAction">,
  items: ReadonlyMap<string, ItemPath>,
): Action {
  const own = items.get(operation.path);
  if (own !== undefined) {
    const kind = ({ GET: "get", PUT: "replace", PATCH: "patch", DELETE: "remove" } as const)[
      operation.httpMethod as "GET"
    ];
    return kind === undefined ? { kind: "example" } : { kind, ...own };
  }
  const member = [...items].find(([path]) => path.slice(0, path.lastIndexOf("/")) === operation.path)?.[1];
  const schema = successSchema(operation);
  if (member === undefined || schema === undefined) return { kind: "example" };
  if (operation.httpMethod === "GET" && schema.kind === "array" && isRefTo(schema.items, member.resource)) {
    return { kind: "list", resource: member.resource };
  }
  if (operation.httpMethod === "POST" && isRefTo(schema, member.resource))
    return { kind: "create", resource: member.resource };
  return { kind: "example" };
}

function successSchema(operation: Pick<DeclaredOperation, "responses">): Schema | undefined {
  return operation.responses.find(({ status }) => status.startsWith("2"))?.schema;
}

function isRefTo(schema: Schema, key: string): boolean {
  return schema.kind === "ref" && schema.key === key;
}

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
    readOnly: keyword("readOnly") === true,
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
