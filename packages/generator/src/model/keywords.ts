import type { SpecDocument } from "../load/document.js";
import { isObject, shortened, type Json } from "../load/json.js";
import { toPointer } from "../load/pointer.js";
import type { SpecProblem } from "../load/problems.js";
import { walk } from "../load/walk.js";

type Check = (value: Json) => boolean;

const types = ["null", "boolean", "number", "integer", "string", "array", "object"];

const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isType: Check = (value) => typeof value === "string" && types.includes(value);
const isNames: Check = (value) => Array.isArray(value) && value.every((name) => typeof name === "string");
/** OpenAPI 3.0 has them as booleans beside `minimum` and `maximum`. */
const isExclusive: Check = (value) => isNumber(value) || typeof value === "boolean";

/** The assertions of JSON Schema 2020-12 that are taken over, each with what it must look like. */
const assertions: Readonly<Record<string, Check>> = {
  type: (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType)),
  enum: (value) => Array.isArray(value) && value.length > 0,
  const: () => true,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  maximum: isNumber,
  exclusiveMaximum: isExclusive,
  minimum: isNumber,
  exclusiveMinimum: isExclusive,
  maxLength: isCount,
  minLength: isCount,
  pattern: isPattern,
  maxItems: isCount,
  minItems: isCount,
  uniqueItems: (value) => typeof value === "boolean",
  maxContains: isCount,
  minContains: isCount,
  maxProperties: isCount,
  minProperties: isCount,
  dependentRequired: (value) =>
    isObject(value) && Object.values(value).every((names) => isNames(names ?? null)),
  format: (value) => typeof value === "string",
  required: isNames,
};

export const assertionNames = Object.keys(assertions);

/** False for an assertion that says nothing because it is misshapen: it is left out of types and checks. */
export function isUsable(keyword: string, value: Json): boolean {
  return assertions[keyword]?.(value) ?? true;
}

/** A warning for every assertion in the document that is left out. */
export function unusableKeywords(document: SpecDocument): SpecProblem[] {
  const problems: SpecProblem[] = [];
  walk(document.root, (schema, kind, tokens) => {
    if (kind !== "schema") return;
    for (const keyword of assertionNames) {
      const value = schema[keyword];
      if (value === undefined || isUsable(keyword, value)) continue;
      problems.push({
        at: document.locate(toPointer([...tokens, keyword])),
        message: `${keyword} is ${shortened(value)}, which JSON Schema gives no meaning; it is left out. ${advice(keyword)}`,
      });
    }
  });
  return problems;
}

function advice(keyword: string): string {
  if (keyword === "type") return `Types are: ${types.join(", ")}.`;
  if (keyword === "required") return "It is a list of names, beside properties.";
  if (keyword === "pattern") return "Patterns are JavaScript's (ECMA-262), with the flag u.";
  return "Correct or remove it.";
}

/** A pattern in another dialect (`(?i)`, `\Z`) would stop the compiler of the checks. */
export function isPattern(value: Json): boolean {
  if (typeof value !== "string") return false;
  try {
    return new RegExp(value, "u").unicode;
  } catch {
    return false;
  }
}
