import { isObject, type Json } from "./json.js";

export type Visit = (value: Json, tokens: readonly string[]) => void;

/** Calls `visit` for the value and everything below it. A shared (aliased) part is visited at each of its places. */
export function walk(value: Json, visit: Visit, tokens: readonly string[] = []): void {
  visit(value, tokens);
  if (Array.isArray(value)) value.forEach((item: Json, index) => walk(item, visit, [...tokens, String(index)]));
  else if (isObject(value)) {
    for (const [member, child] of Object.entries(value)) {
      if (child !== undefined) walk(child, visit, [...tokens, member]);
    }
  }
}
