import type { Json } from "../../load/json.js";
import { isPattern } from "../../model/keywords.js";
import { boundNames, type BoundName, type Shape } from "./shape.js";

/** False for a listed value that the same schema forbids: it is listed in vain. Lists and objects are not looked into. */
export function isWithin(
  value: Json,
  { bounds, multipleOf, patterns }: Pick<Shape, "bounds" | "multipleOf" | "patterns">,
): boolean {
  if (typeof value === "number")
    return (
      isBetween(value, bounds, "minimum", "maximum") &&
      multipleOf.every((factor) => Number.isInteger(value / factor))
    );
  if (typeof value !== "string") return true;
  // Lengths count characters, not halves of them.
  if (!isBetween([...value].length, bounds, "minLength", "maxLength")) return false;
  return [...patterns].every((pattern) => !isPattern(pattern) || new RegExp(pattern, "u").test(value));
}

function isBetween(value: number, bounds: Shape["bounds"], ...names: readonly BoundName[]): boolean {
  return names.every((name) => {
    const bound = bounds[name];
    if (bound === undefined || (value === bound.value && !bound.exclusive)) return true;
    return boundNames[name].lower ? value > bound.value : value < bound.value;
  });
}
