import type { ValidationError, Validator } from "./definition.js";
import { pointerToken, show, showAll, valueAt } from "./json.js";
import type { FieldProblem } from "./problems.js";

/**
 * Everything a validator holds against a value, worded for a reader. `base` is put before each pointer.
 * `lenient` lets values through that only an enum refuses: a consumer may try tomorrow's values on today's mock.
 */
export function check(
  validate: Validator | undefined,
  value: unknown,
  { base = "", lenient = false } = {},
): FieldProblem[] {
  if (validate === undefined || validate(value)) return [];
  const errors = [...(validate.errors ?? [])];
  const kept = lenient ? withoutEnums(errors) : errors;
  return joinAlternatives(kept).map((error) => describe(error, value, base));
}

function withoutEnums(errors: readonly ValidationError[]): ValidationError[] {
  const isEnum = (error: ValidationError) => error.keyword === "enum" || error.keyword === "const";
  const enumPaths = new Set(errors.filter(isEnum).map((error) => error.instancePath));
  const isComposition = (error: ValidationError) => error.keyword === "anyOf" || error.keyword === "oneOf";
  return errors.filter(
    (error) => !isEnum(error) && !(isComposition(error) && enumPaths.has(error.instancePath)),
  );
}

/** `anyOf` over required members reports each of them and then itself: three errors for the one fact that one of them is needed. */
function joinAlternatives(errors: readonly ValidationError[]): ValidationError[] {
  const compositions = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  return compositions.reduce<ValidationError[]>(
    (rest, composition) => {
      const branches = rest.filter((error) => isBranch(error, composition));
      if (branches.length < 2 || branches.some(({ keyword }) => keyword !== "required")) return rest;
      const names = branches.map(({ params }) => params["missingProperty"]);
      const joined: ValidationError = {
        ...composition,
        keyword: "required",
        params: { alternatives: names },
      };
      return rest
        .filter((error) => !branches.includes(error))
        .map((error) => (error === composition ? joined : error));
    },
    [...errors],
  );
}

function isBranch(error: ValidationError, composition: ValidationError): boolean {
  if (error === composition || error.schemaPath === undefined || composition.schemaPath === undefined)
    return false;
  return error.schemaPath.startsWith(`${composition.schemaPath}/`);
}

function describe(error: ValidationError, root: unknown, base: string): FieldProblem {
  const { instancePath, keyword, params } = error;
  const missing = params["missingProperty"];
  const at = typeof missing === "string" ? `${instancePath}/${pointerToken(missing)}` : instancePath;
  return { pointer: base + at, code: keyword, detail: wording(error, show(valueAt(root, instancePath))) };
}

function wording({ keyword, params, message }: ValidationError, got: string): string {
  const limit = String(params["limit"]);
  switch (keyword) {
    case "required":
      return Array.isArray(params["alternatives"])
        ? `One of these members is required: ${showAll(params["alternatives"])}.`
        : "This member is required and missing.";
    case "type":
      return `Expected ${[params["type"]].flat().join(" or ")}, got ${got}.`;
    case "enum":
      return `Expected one of ${showAll([params["allowedValues"]].flat())}; got ${got}.`;
    case "const":
      return `Expected ${show(params["allowedValue"])}, got ${got}.`;
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return `Expected a number ${String(params["comparison"])} ${limit}, got ${got}.`;
    case "multipleOf":
      return `Expected a multiple of ${String(params["multipleOf"])}, got ${got}.`;
    case "minLength":
    case "maxLength":
      return `Expected at ${keyword === "minLength" ? "least" : "most"} ${limit} characters, got ${got}.`;
    case "minItems":
    case "maxItems":
      return `Expected at ${keyword === "minItems" ? "least" : "most"} ${limit} items, got ${got}.`;
    case "format":
      return `Expected the format ${String(params["format"])}, got ${got}.`;
    case "pattern":
      return `Expected text matching ${String(params["pattern"])}, got ${got}.`;
    default:
      return `It ${message ?? `fails ${keyword}`}; got ${got}.`;
  }
}
