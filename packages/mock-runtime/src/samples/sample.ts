import { textOfFormat, word } from "./text.js";
import { flatten, listOf, mapOf, type FlatSchema, type JsonSchema, type SchemaContext } from "./schema.js";

/** Objects nested deeper than this hold their required members only. */
const fullDepth = 4;
/** Schemas that require themselves have no finite value; they are cut here. */
const deepest = 24;
const usualItems = 2;

/**
 * A value that fits a schema: its const, an enum value, else made from type, format and bounds. Same numbers from `random`, same
 * value. `pattern`, `not`, `if` and `contains` are not heeded.
 */
export function sample(schema: JsonSchema, context: SchemaContext): unknown {
  return sampleAt(schema, context, 0);
}

function sampleAt(schema: unknown, context: SchemaContext, depth: number): unknown {
  const flat = flatten(schema, context);
  if (Object.hasOwn(flat, "const")) return flat["const"];
  const values = listOf(flat["enum"]);
  if (values.length > 0) return values[Math.floor(context.random() * values.length)];
  switch (typeOf(flat)) {
    case "object":
      return sampleObject(flat, context, depth);
    case "array":
      return sampleArray(flat, context, depth);
    case "number":
      return sampleNumber(flat, context, flat["multipleOf"] ?? 0.01);
    case "integer":
      return sampleNumber(flat, context, flat["multipleOf"] ?? 1);
    case "boolean":
      return context.random() < 0.5;
    case "null":
      return null;
    default:
      return sampleText(flat, context);
  }
}

function typeOf(flat: FlatSchema): unknown {
  const types = [flat["type"]].flat().filter((type) => type !== undefined);
  const [first = implied(flat)] = types.filter((type) => type !== "null");
  return first ?? types[0];
}

/** What a schema without a type is about. */
function implied(flat: FlatSchema): string | undefined {
  if (flat["properties"] !== undefined || flat["required"] !== undefined) return "object";
  if (flat["items"] !== undefined || flat["prefixItems"] !== undefined) return "array";
  if (flat["minimum"] !== undefined || flat["maximum"] !== undefined) return "number";
  return undefined;
}

function sampleObject(flat: FlatSchema, context: SchemaContext, depth: number): Record<string, unknown> {
  const properties = mapOf(flat["properties"]);
  const required = listOf(flat["required"]).map(String);
  const isWanted = (name: string) =>
    required.includes(name) || (depth < fullDepth && saysSomething(properties[name]));
  const most = numberOf(flat["maxProperties"], Number.POSITIVE_INFINITY);
  const names = [...new Set([...required, ...Object.keys(properties).filter(isWanted)])].slice(0, most);
  for (let extra = 1; names.length < numberOf(flat["minProperties"], 0); extra++) names.push(`extra${extra}`);
  if (depth === deepest) return {};
  const others = flat["additionalProperties"];
  const inOrder = [...Object.keys(properties).filter((name) => names.includes(name)), ...names];
  return Object.fromEntries(
    [...new Set(inOrder)].map((name) => [
      name,
      sampleAt(Object.hasOwn(properties, name) ? properties[name] : others, context, depth + 1),
    ]),
  );
}

/** An optional member of any type adds nothing to a sample. */
function saysSomething(schema: unknown): boolean {
  return typeof schema === "object" && schema !== null && Object.keys(schema).length > 0;
}

function sampleArray(flat: FlatSchema, context: SchemaContext, depth: number): unknown[] {
  const prefix = listOf(flat["prefixItems"]);
  const least = numberOf(flat["minItems"], 0);
  const usual = depth < fullDepth ? Math.max(least, usualItems, prefix.length) : least;
  const count = depth === deepest ? 0 : Math.min(usual, numberOf(flat["maxItems"], usual));
  const rest = flat["items"] === false ? prefix.length : count;
  const items: unknown[] = [];
  const seen = new Set<string>();
  const tries = flat["uniqueItems"] === true ? count * 20 : count;
  for (let at = 0; at < tries && items.length < Math.min(count, Math.max(rest, prefix.length)); at++) {
    const item = sampleAt(prefix[items.length] ?? flat["items"], context, depth + 1);
    const text = JSON.stringify(item);
    if (flat["uniqueItems"] === true && seen.has(text)) continue;
    seen.add(text);
    items.push(item);
  }
  return items;
}

const usualRange = 1000;

/** A multiple of `step` within the bounds; between two that are closer than a step, their middle. */
function sampleNumber(flat: FlatSchema, { random }: SchemaContext, step: unknown): number {
  const size = numberOf(step, 1);
  const above = numberOf(flat["exclusiveMinimum"], Number.NEGATIVE_INFINITY);
  const below = numberOf(flat["exclusiveMaximum"], Number.POSITIVE_INFINITY);
  const given = Math.max(numberOf(flat["minimum"], Number.NEGATIVE_INFINITY), above);
  const most = Math.min(numberOf(flat["maximum"], Number.POSITIVE_INFINITY), below);
  const least = Number.isFinite(given) ? given : Math.min(0, most - usualRange);
  const high = Number.isFinite(most) ? most : least + usualRange * size + size;
  let first = Math.ceil(least / size);
  let last = Math.floor(high / size);
  if (first * size <= above) first += 1;
  if (last * size >= below) last -= 1;
  if (last < first) return (least + high) / 2;
  const value = (first + Math.floor(random() * (last - first + 1))) * size;
  return Number.isInteger(size) ? value : Number(value.toFixed(10));
}

function sampleText(flat: FlatSchema, { random }: SchemaContext): string {
  const formatted = typeof flat["format"] === "string" ? textOfFormat(flat["format"], random) : undefined;
  if (formatted !== undefined) return formatted;
  const least = numberOf(flat["minLength"], 0);
  let text = word(random);
  while (text.length < least) text += ` ${word(random)}`;
  return text.slice(0, Math.max(least, numberOf(flat["maxLength"], text.length)));
}

function numberOf(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
