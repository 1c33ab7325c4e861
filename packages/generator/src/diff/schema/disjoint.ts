import type { ShapeReader } from "./read-shape.js";
import type { Conjunction } from "./shape.js";

interface Read {
  readonly reader: ShapeReader;
  readonly schema: Conjunction;
}

/** True where it is certain that no value fits both: other types, other values, or a member that tells them apart. */
export function areDisjoint(a: Read, b: Read): boolean {
  const one = a.reader.shape(a.schema);
  const other = b.reader.shape(b.schema);
  const shared = [...one.types].filter((type) => other.types.has(type));
  if (shared.length === 0) return true;
  if (one.values !== undefined && other.values !== undefined) {
    const { values } = other;
    if (![...one.values.keys()].some((text) => values.has(text))) return true;
  }
  if (shared.some((type) => type !== "object")) return false;
  return [...one.required].some((name) => {
    if (!other.required.has(name))
      return (
        other.additional === "forbidden" &&
        !other.properties.has(name) &&
        !other.opaque.has("patternProperties")
      );
    const mine = valuesOf(a.reader, one.properties.get(name));
    const theirs = valuesOf(b.reader, other.properties.get(name));
    return mine !== undefined && theirs !== undefined && ![...mine].some((text) => theirs.has(text));
  });
}

function valuesOf(reader: ShapeReader, schema: Conjunction | undefined): Set<string> | undefined {
  const values = schema === undefined ? undefined : reader.shape(schema).values;
  return values === undefined ? undefined : new Set(values.keys());
}
