import { arrayOf, isObject, type Json, type JsonObject } from "../load/json.js";
import { fromPointer, valueAt } from "../load/pointer.js";

/**
 * Whether a member is read-only or write-only: by its own word, by that of what it refers to, or by that of a part of its `allOf` (one that
 * says so is enough: JSON Schema 2020-12 validation §9.4).
 */
export function isMarked(
  root: JsonObject,
  raw: Json | undefined,
  mark: "readOnly" | "writeOnly",
  seen: ReadonlySet<Json> = new Set(),
): boolean {
  if (!isObject(raw) || seen.has(raw)) return false;
  if (raw[mark] === true) return true;
  const parts = [...arrayOf(raw["allOf"])];
  const tokens = typeof raw["$ref"] === "string" ? fromPointer(raw["$ref"]) : undefined;
  const target = tokens === undefined ? undefined : valueAt(root, tokens);
  if (target !== undefined) parts.push(target);
  if (parts.length === 0) return false;
  const open = new Set([...seen, raw]);
  return parts.some((part) => isMarked(root, part, mark, open));
}
