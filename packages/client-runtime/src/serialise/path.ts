import type { ParameterDefinition } from "../definition.js";
import { expand } from "./expand.js";

/** A parameter with the value that a call gives it. */
export type Given = readonly [parameter: ParameterDefinition, value: unknown];

/**
 * Fills a path template. Values are percent-encoded, so the only ones that could still lead elsewhere are the empty one
 * (the parent collection) and those that make a segment `.` or `..` (URL parsers resolve them away): TypeError.
 */
export function expandPath(template: string, given: readonly Given[], operation: string): string {
  const texts = new Map<string, string>();
  for (const [parameter, value] of given) {
    const where = `${operation}: path parameter "${parameter.key}"`;
    const text = value === "" ? "" : expand(parameter, value, where);
    if (text === "")
      throw new TypeError(
        `${where} is empty, which would call another path. Pass a value that is not empty.`,
      );
    texts.set(parameter.name, text);
  }
  return template
    .split("/")
    .map((segment) => {
      const filled = segment.replace(/\{([^{}]+)\}/g, (whole, name: string) => texts.get(name) ?? whole);
      if (filled !== "." && filled !== "..") return filled;
      throw new TypeError(
        `${operation}: ${segment} would become "${filled}", which would call another path. Pass the identifier itself.`,
      );
    })
    .join("/");
}
