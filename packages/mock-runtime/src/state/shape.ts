import { isObject, show } from "../json.js";

/** What a JSON value must look like. A member whose name ends in `?` may be missing. */
export type Shape =
  | "text"
  | "number"
  | "object"
  | "flag"
  | readonly [Shape]
  | { readonly [member: string]: Shape };

const words = { text: "text", number: "a number", object: "an object", flag: "true or false" } as const;

/** The first thing that is wrong with a value at `place`, undefined when it fits. Members that are not named are passed over. */
export function misfit(value: unknown, shape: Shape, place: string): string | undefined {
  if (typeof shape === "string")
    return fits(value, shape) ? undefined : `${place} is ${show(value)}, expected ${words[shape]}`;
  if (isList(shape)) {
    if (!Array.isArray(value)) return `${place} is ${show(value)}, expected a list`;
    return firstOf(value, (one, at) => misfit(one, shape[0], `${place}[${at}]`));
  }
  if (!isObject(value)) return `${place} is ${show(value)}, expected an object`;
  return firstOf(Object.entries(shape), ([name, inner]) => {
    const member = name.replace("?", "");
    if (name.endsWith("?") && value[member] === undefined) return undefined;
    return misfit(value[member], inner, `${place}.${member}`);
  });
}

function fits(value: unknown, shape: keyof typeof words): boolean {
  switch (shape) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "object":
      return isObject(value);
    case "flag":
      return typeof value === "boolean";
  }
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function firstOf<Item>(
  items: readonly Item[],
  problemOf: (item: Item, at: number) => string | undefined,
): string | undefined {
  for (const [at, item] of items.entries()) {
    const problem = problemOf(item, at);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
