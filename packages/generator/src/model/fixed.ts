import type { NamedSchema, Operation, Resource, Schema, Subscription } from "./api-model.js";

/** Says of each body which members `null` cannot unset: the server would refuse it, or go by the path. */
export function withFixed(
  operations: readonly Operation[],
  resources: readonly Resource[],
  subscription: Subscription | undefined,
): Operation[] {
  return operations.map((operation) => {
    if (operation.body === undefined) return operation;
    return { ...operation, body: { ...operation.body, fixed: fixedIn(operation, resources, subscription) } };
  });
}

function fixedIn(
  { action, parameters }: Operation,
  resources: readonly Resource[],
  subscription: Subscription | undefined,
): string[] {
  const inPath = parameters.flatMap((one) => (one.in === "path" && one.field ? [one.field.name] : []));
  const resource = resources.find(({ name }) => action.kind !== "example" && name === action.resource);
  if (resource === undefined) return inPath;
  const filled = new Set(subscription?.resource === resource.name ? subscription.filled : []);
  const needed = resource.fields.filter((field) => field.required && field.default === undefined);
  return [
    ...inPath,
    // At creation an optional one may still be left unset.
    ...(action.kind === "create" ? [] : resource.immutable),
    ...needed.map(({ name }) => name).filter((name) => !filled.has(name)),
  ];
}

/** The same for component schemas: one that several bodies share promises only what each of them keeps. */
export function fixedOf(
  schemas: readonly Pick<NamedSchema, "key" | "schema">[],
  operations: readonly Operation[],
): Map<string, ReadonlySet<string>> {
  const byKey = new Map(schemas.map(({ key, schema }) => [key, schema]));
  const found = new Map<string, Set<string>>();
  for (const { body } of operations) {
    for (const key of body === undefined ? [] : partsOf(body.schema, byKey)) {
      found.set(key, new Set([...(found.get(key) ?? []), ...(body?.fixed ?? [])]));
    }
  }
  return found;
}

/** Keys of the schemas that a body is, or is composed of; not those of its members. */
function partsOf(
  schema: Schema,
  schemas: ReadonlyMap<string, Schema>,
  seen = new Set<string>(),
): ReadonlySet<string> {
  if (schema.kind === "union" || schema.kind === "intersection") {
    for (const part of schema.of) partsOf(part, schemas, seen);
  }
  if (schema.kind === "ref" && !seen.has(schema.key)) {
    seen.add(schema.key);
    partsOf(schemas.get(schema.key) ?? { kind: "any" }, schemas, seen);
  }
  return seen;
}
