import type { SpecDocument } from "../load/document.js";
import { objectOf, stringOf } from "../load/json.js";
import { componentRefTo, toPointer } from "../load/pointer.js";
import { SpecError, type SpecProblem } from "../load/problems.js";
import { didYouMean } from "../nearest.js";
import type { Action, Operation, Parameter, Schema } from "./api-model.js";
import { dereference, type DeclaredOperation } from "./operations.js";
import { fieldsOf } from "./resources.js";

/** Gives each operation its action: the declared one, else what its path and its answer imply. */
export function withActions(document: SpecDocument, operations: readonly DeclaredOperation[]): Operation[] {
  const items = itemPaths(document, operations);
  const problems = operations.flatMap((operation) => actionProblems(document, operation));
  if (problems.length > 0) throw new SpecError(problems);
  return operations.map(({ declaredAction, ...operation }): Operation => {
    const action = declaredAction ?? inferAction(document, operation, items);
    return { ...operation, action, parameters: withFields(document, operation.parameters, action) };
  });
}

/** A declared action makes a resource of any component schema that has members. */
function actionProblems(
  document: SpecDocument,
  { declaredAction, path, httpMethod }: DeclaredOperation,
): SpecProblem[] {
  if (declaredAction === undefined || declaredAction.kind === "example") return [];
  const key = declaredAction.resource;
  const schemas = objectOf(objectOf(document.root["components"])["schemas"]);
  const why = !Object.hasOwn(schemas, key)
    ? `which is no component schema.${didYouMean(key, Object.keys(schemas))}`
    : isNoResource(document, key)
      ? "whose schema says x-hookspec-resource: false. Remove one of the two."
      : fieldsOf(document, objectOf(dereference(document, schemas[key]))).length === 0
        ? "which has no properties to keep. Name the schema of one item."
        : undefined;
  if (why === undefined) return [];
  const tokens = ["paths", path, httpMethod.toLowerCase(), "x-hookspec-action", "resource"];
  const message = `x-hookspec-action names the resource ${key}, ${why}`;
  return [{ at: document.locate(toPointer(tokens)), message }];
}

interface ItemPath {
  readonly resource: string;
  readonly item: string;
}

/** `/things/{id}` whose GET answers one component schema makes that schema a resource, unless the spec says otherwise. */
function itemPaths(document: SpecDocument, operations: readonly DeclaredOperation[]): Map<string, ItemPath> {
  const items = new Map<string, ItemPath>();
  for (const operation of operations) {
    const { declaredAction, httpMethod, path } = operation;
    if (declaredAction !== undefined) {
      if (declaredAction.kind === "get") items.set(path, declaredAction);
      continue;
    }
    const item = /^.*\/\{([^}/]+)\}$/.exec(path)?.[1];
    const schema = successSchema(operation);
    if (httpMethod !== "GET" || item === undefined || schema?.kind !== "ref") continue;
    if (!isNoResource(document, schema.key)) items.set(path, { resource: schema.key, item });
  }
  return items;
}

function isNoResource(document: SpecDocument, key: string): boolean {
  return objectOf(document.resolve(componentRefTo(key)))["x-hookspec-resource"] === false;
}

type Undecided = Omit<DeclaredOperation, "declaredAction">;

function inferAction(
  document: SpecDocument,
  operation: Undecided,
  items: ReadonlyMap<string, ItemPath>,
): Action {
  const { path, httpMethod } = operation;
  const own = items.get(path);
  if (own !== undefined) {
    const kind = ({ GET: "get", PUT: "replace", PATCH: "patch", DELETE: "remove" } as const)[
      httpMethod as "GET"
    ];
    const { resource, item } = own;
    return kind === undefined ? { kind: "example" } : { kind, resource, item };
  }
  return (
    inferOfCollection(operation, items) ?? inferSubAction(document, operation, items) ?? { kind: "example" }
  );
}

/** `/things` beside `/things/{id}`. */
function inferOfCollection(operation: Undecided, items: ReadonlyMap<string, ItemPath>): Action | undefined {
  const member = [...items].find(([path]) => path.slice(0, path.lastIndexOf("/")) === operation.path)?.[1];
  const schema = successSchema(operation);
  if (member === undefined || schema === undefined) return undefined;
  const { resource } = member;
  if (operation.httpMethod === "GET" && schema.kind === "array" && isRefTo(schema.items, resource))
    return { kind: "list", resource };
  return operation.httpMethod === "POST" && isRefTo(schema, resource)
    ? { kind: "create", resource }
    : undefined;
}

/**
 * `/things/{id}/do`, which answers the thing or nothing: the thing must be there. Of a subscription a trigger is a poll, which nothing
 * but the spec can ask for.
 */
function inferSubAction(
  document: SpecDocument,
  operation: Undecided,
  items: ReadonlyMap<string, ItemPath>,
): Action | undefined {
  if (!["POST", "PUT", "PATCH"].includes(operation.httpMethod)) return undefined;
  const [, member] = [...items].find(([path]) => /^(\/[^{}]+)+$/.test(below(path, operation.path))) ?? [];
  if (member === undefined) return undefined;
  const { resource, item } = member;
  const isSubscription =
    objectOf(document.resolve(componentRefTo(resource)))["x-hookspec-subscription"] !== undefined;
  const success = operation.responses.find(({ status }) => status.startsWith("2"));
  const fits = success !== undefined && (success.schema === undefined || isRefTo(success.schema, resource));
  return fits && !isSubscription ? { kind: "trigger", resource, item } : undefined;
}

/** What of a path stands below another, empty when it does not. */
function below(parent: string, path: string): string {
  return path.startsWith(`${parent}/`) ? path.slice(parent.length) : "";
}

/** A path parameter above the item that is called like a field of it says whose item it is: `/pets/{pet_id}/toys`. */
function withFields(
  document: SpecDocument,
  parameters: readonly Parameter[],
  action: Action,
): readonly Parameter[] {
  if (action.kind === "example") return parameters;
  const raw = objectOf(dereference(document, document.resolve(componentRefTo(action.resource))));
  const id = stringOf(objectOf(raw["x-hookspec-resource"])["id"]) ?? "id";
  const item = "item" in action ? action.item : undefined;
  const fields = fieldsOf(document, raw).map(({ name }) => name);
  return parameters.map((parameter) => {
    const { name, in: place, field } = parameter;
    const says = place === "path" && name !== item && name !== id && fields.includes(name);
    return says && field === undefined ? { ...parameter, field: { name } } : parameter;
  });
}

function successSchema(operation: Pick<DeclaredOperation, "responses">): Schema | undefined {
  return operation.responses.find(({ status }) => status.startsWith("2"))?.schema;
}

function isRefTo(schema: Schema, key: string): boolean {
  return schema.kind === "ref" && schema.key === key;
}
