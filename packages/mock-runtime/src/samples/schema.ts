import { isObject } from "../json.js";

/** A JSON Schema (2020-12) as plain data; `$ref` names an id of `SchemaContext.schemas`. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

export interface SchemaContext {
  /** Id → schema. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** The next number in [0, 1). */
  readonly random: () => number;
}

/** A schema whose references and compositions are folded into its own keywords. */
export type FlatSchema = Readonly<Record<string, unknown>>;

/** Folds `$ref`, `allOf` and one branch of `oneOf` and `anyOf` in; what refers back to itself is left out. */
export function flatten(
  schema: unknown,
  context: SchemaContext,
  open: ReadonlySet<string> = new Set(),
): FlatSchema {
  if (!isObject(schema)) return {};
  const { $ref: ref, allOf, anyOf, oneOf, ...own } = schema;
  const parts: FlatSchema[] = [own];
  if (typeof ref === "string" && !open.has(ref) && Object.hasOwn(context.schemas, ref)) {
    parts.push(flatten(context.schemas[ref], context, new Set([...open, ref])));
  }
  for (const part of listOf(allOf)) parts.push(flatten(part, context, open));
  for (const branches of [listOf(oneOf), listOf(anyOf)]) {
    if (branches.length > 0) parts.push(flatten(branchOf(branches, context), context, open));
  }
  return parts.reduce(merge);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The member of a schema that is a schema map, e.g. `properties`. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** Null is allowed often and wanted rarely. */
function branchOf(branches: readonly unknown[], { random }: SchemaContext): unknown {
  const telling = branches.filter((branch) => !isObject(branch) || branch["type"] !== "null");
  const among = telling.length > 0 ? telling : branches;
  return among[Math.floor(random() * among.length)];
}

const narrowest: Readonly<Record<string, (a: number, b: number) => number>> = {
  minimum: Math.max,
  exclusiveMinimum: Math.max,
  minLength: Math.max,
  minItems: Math.max,
  minProperties: Math.max,
  maximum: Math.min,
  exclusiveMaximum: Math.min,
  maxLength: Math.min,
  maxItems: Math.min,
  maxProperties: Math.min,
};

/** Both schemas at once, for the keywords that samples are made from. */
function merge(a: FlatSchema, b: FlatSchema): FlatSchema {
  const merged: Record<string, unknown> = { ...a };
  for (const [keyword, value] of Object.entries(b)) {
    const before = a[keyword];
    merged[keyword] = before === undefined ? value : both(keyword, before, value);
  }
  return merged;
}

function both(keyword: string, a: unknown, b: unknown): unknown {
  const pick = narrowest[keyword];
  if (pick !== undefined) return pick(Number(a), Number(b));
  if (keyword === "required") return [...new Set([...listOf(a), ...listOf(b)])];
  if (keyword === "enum") return listOf(a).filter((value) => listOf(b).includes(value));
  if (keyword === "type") return commonTypes([a].flat(), [b].flat());
  if (keyword !== "properties") return a;
  const properties: Record<string, unknown> = { ...mapOf(a) };
  for (const [name, schema] of Object.entries(mapOf(b))) {
    properties[name] = Object.hasOwn(properties, name) ? { allOf: [properties[name], schema] } : schema;
  }
  return properties;
}

function commonTypes(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  const common = a.filter((type) => b.includes(type));
  const isWhole = (types: readonly unknown[]) => types.includes("integer");
  if (
    !common.includes("integer") &&
    isWhole([...a, ...b]) &&
    [a, b].some((types) => types.includes("number"))
  )
    return [...common.filter((type) => type !== "number"), "integer"];
  return common;
}
