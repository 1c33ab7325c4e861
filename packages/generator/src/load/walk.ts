import { shapeOf, type Kind, type Shape } from "./grammar.js";
import { isObject, type Json, type JsonObject } from "./json.js";

/** Called with an object of the document, its kind and its path. */
export type Visit = (value: JsonObject, kind: Kind, tokens: readonly string[]) => void;

/**
 * Visits every OpenAPI object of a document, with its kind. Examples, defaults and what else is plain data is left alone: a
 * `$ref` in there is only text. A shared (aliased) part is visited at each of its places.
 */
export function walk(root: JsonObject, visit: Visit): void {
  visitShape(root, "document", [], visit);
}

function visitShape(value: Json | undefined, shape: Shape, tokens: readonly string[], visit: Visit): void {
  if (shape === "data" || value === undefined) return;
  if (typeof shape === "string") return visitObject(value, shape, tokens, visit);
  const [container, kind] = shape;
  if (container === "list" ? Array.isArray(value) : isObject(value)) {
    for (const [key, child] of Object.entries(value as JsonObject))
      visitShape(child, kind, [...tokens, key], visit);
  }
}

function visitObject(value: Json, kind: Kind, tokens: readonly string[], visit: Visit): void {
  if (isObject(value)) {
    visit(value, kind, tokens);
    for (const [member, child] of Object.entries(value)) {
      visitShape(child, shapeOf(kind, member), [...tokens, member], visit);
    }
  } else if (Array.isArray(value)) {
    // Lists stand where the grammar knows of none: `tags`, `servers`, and the `items` of older drafts.
    value.forEach((child: Json, index) => visitShape(child, kind, [...tokens, String(index)], visit));
  }
}
