import type { Json } from "../../load/json.js";
import { isObject } from "../../load/json.js";
import { below, canonical, type Ref } from "../place.js";
import { annotations, prefixOf, unionKeywords, type Part } from "./facets.js";
import { boundNames, type OpaqueValue } from "./shape.js";

/** Keywords that `Shape` has a member for. */
const understood = new Set([
  ...Object.keys(boundNames),
  ...annotations,
  ..."$ref allOf type nullable enum const exclusiveMaximum exclusiveMinimum multipleOf uniqueItems pattern format".split(
    " ",
  ),
  ..."properties required items additionalProperties oneOf anyOf".split(" "),
]);

interface OpaqueOptions {
  readonly unclear: readonly Json[];
  /** The parts are those of one schema. */
  readonly alone: boolean;
  /** The canonical text of a value, its references written out. */
  readonly textOf: (value: Json) => string;
}

/** The values that no member of the shape holds, `unclear` ones of `additionalProperties` among them. */
export function opaqueOf(
  parts: readonly Part[],
  { unclear, alone, textOf }: OpaqueOptions,
): ReadonlyMap<string, readonly OpaqueValue[]> {
  const found = new Map<string, OpaqueValue[]>();
  const add = (keyword: string, text: string, ref: Ref) =>
    found.set(
      keyword,
      [...(found.get(keyword) ?? []), { text, ref }].sort((a, b) => (a.text < b.text ? -1 : 1)),
    );
  const read = new Set(prefixOf(parts).length > 0 ? ["prefixItems"] : []);
  if (alone && isClosedPlainly(parts)) read.add("unevaluatedProperties");
  for (const { schema, pointer } of parts) {
    for (const [keyword, value] of Object.entries(schema)) {
      if (
        understood.has(keyword) ||
        read.has(keyword) ||
        keyword.startsWith("x-") ||
        value === undefined ||
        isVoid(keyword, value)
      )
        continue;
      add(keyword, textOf(value), below({ value: schema, pointer }, keyword));
    }
  }
  for (const value of unclear) add("additionalProperties", canonical(value), { value, pointer: "" });
  return found;
}

/** Nothing but `properties` evaluates members: `unevaluatedProperties: false` says what `additionalProperties: false` would. */
function isClosedPlainly(parts: readonly Part[]): boolean {
  const outermost = parts.at(-1);
  return parts.every(
    (part) =>
      (part === outermost || part.schema["unevaluatedProperties"] === undefined) &&
      [...unionKeywords, ...evaluating].every((keyword) => part.schema[keyword] === undefined),
  );
}

const evaluating = [
  "additionalProperties",
  "patternProperties",
  "dependentSchemas",
  "if",
  "not",
  "$dynamicRef",
];

export function isAnything(value: Json | undefined): boolean {
  return value === undefined || value === true || (isObject(value) && Object.keys(value).length === 0);
}

/** Keywords that are written but say nothing. */
function isVoid(keyword: string, value: Json): boolean {
  if (keyword === "unevaluatedProperties" || keyword === "unevaluatedItems") return isAnything(value);
  if (isObject(value) && /^(patternProperties|dependent|xml)/.test(keyword))
    return Object.keys(value).length === 0;
  return false;
}
