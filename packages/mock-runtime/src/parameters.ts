import type { ParameterDefinition } from "./definition.js";
import type { PlainRequest } from "./http.js";
import { isObject, show, showAll } from "./json.js";
import { invalidParameters, type FieldProblem } from "./problems.js";
import { parseQuery, textOfParameter, type ParameterSource, type ParameterText } from "./serialised.js";
import { check } from "./validation.js";

/** What a request gave, by place and name. Absent parameters have no entry; defaults are not filled in. */
export type Parameters = Readonly<Record<ParameterDefinition["in"], Record<string, unknown>>>;

/** Reads the parameters of a request; `path` holds the texts of the path parameters as they stand in the URL. */
export type ParameterReader = (request: PlainRequest, path: Readonly<Record<string, string>>) => Parameters;

/** A reader of all declared parameters, which ignores others. It throws a 400 that lists everything wrong. */
export function createParameterReader(
  definitions: readonly ParameterDefinition[],
  lenient: boolean,
): ParameterReader {
  const inQuery = definitions.filter((definition) => definition.in === "query");
  const declared = new Set(inQuery.map(({ name }) => name));
  return (request, path) => {
    const values: Parameters = { path: {}, query: {}, header: {}, cookie: {} };
    const query = inQuery.length > 0 ? parseQuery(request.path) : noQuery;
    const source: ParameterSource = { request, path, query, declared };
    const errors: FieldProblem[] = [];
    for (const definition of definitions) readInto(values, definition, source, lenient, errors);
    if (errors.length > 0) throw invalidParameters(errors);
    return values;
  };
}

const noQuery: ReadonlyMap<string, readonly string[]> = new Map();

function readInto(
  values: Parameters,
  definition: ParameterDefinition,
  source: ParameterSource,
  lenient: boolean,
  errors: FieldProblem[],
): void {
  const base = `/${definition.in}/${definition.name}`;
  const text = textOfParameter(definition, source);
  if (text === undefined) {
    if (definition.required)
      errors.push(problem(base, "required", "This parameter is required and missing."));
    return;
  }
  const { value, errors: unreadable } = read(definition, text, base);
  const found = unreadable.length > 0 ? unreadable : check(definition.validate, value, { base, lenient });
  errors.push(...found);
  values[definition.in][definition.name] = value;
}

/** Refuses parameters that would fill a field with a value the field does not know (400: the URL is at fault, not the body). */
export function checkKnownValues(
  value: unknown,
  known: readonly unknown[] | undefined,
  base: string,
): FieldProblem[] {
  if (known === undefined) return [];
  const unknown = [value].flat().filter((one) => !known.includes(one));
  return unknown.map((one) => problem(base, "enum", `Expected one of ${showAll(known)}; got ${show(one)}.`));
}

interface Reading {
  readonly value?: unknown;
  readonly errors: FieldProblem[];
}

function read(definition: ParameterDefinition, text: ParameterText, base: string): Reading {
  const errors: FieldProblem[] = [];
  const convert = (one: string, type: string) => {
    const decoded = definition.in === "header" ? one : decode(one, definition.in === "query");
    const value = decoded === undefined ? undefined : convertText(decoded, type);
    if (decoded === undefined) {
      errors.push(
        problem(
          base,
          "encoding",
          `${show(one)} is not percent-encoded UTF-8. Encode it with encodeURIComponent.`,
        ),
      );
    } else if (value === undefined) {
      errors.push(problem(base, "type", `Expected ${type}, got ${show(decoded)}.`));
    }
    return value;
  };
  if (isObject(text)) {
    const members = Object.entries(text).map(([name, one]) => [
      convert(name, "string"),
      convert(String(one), "string"),
    ]);
    return { value: Object.fromEntries(members), errors };
  }
  if (definition.type === "array")
    return { value: text.map((one) => convert(one, definition.items ?? "string")), errors };
  const [only = "", ...more] = text;
  if (more.length > 0) {
    errors.push(problem(base, "repeated", `Expected one value, got ${text.length}: ${showAll(text)}.`));
  }
  return { value: convert(only, definition.type), errors };
}

function convertText(text: string, type: string): unknown {
  if (type === "number") {
    const isNumber = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
    return isNumber ? Number(text) : undefined;
  }
  if (type === "boolean") return text === "true" || text === "false" ? text === "true" : undefined;
  return text;
}

function decode(text: string, plusIsSpace: boolean): string | undefined {
  // Most texts need no decoding, and decodeURIComponent is the dearest part of reading them.
  if (!text.includes("%") && !(plusIsSpace && text.includes("+"))) return text;
  try {
    return decodeURIComponent(plusIsSpace ? text.replaceAll("+", " ") : text);
  } catch {
    return undefined;
  }
}

function problem(pointer: string, code: string, detail: string): FieldProblem {
  return { pointer, code, detail };
}
