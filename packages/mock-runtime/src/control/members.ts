import { isObject, pointerToken, show, showAll, type JsonObject } from "../json.js";
import { invalidBody, invalidParameters, type FieldProblem } from "../problems.js";

/** A kind of value. */
export interface Kind<Value> {
  /** Completes "Pass …". */
  readonly wanted: string;
  fits(value: unknown): value is Value;
}

export const text: Kind<string> = {
  wanted: "text that is not empty",
  fits: (value): value is string => typeof value === "string" && value !== "",
};
export const anyText: Kind<string> = {
  wanted: "text",
  fits: (value): value is string => typeof value === "string",
};
export const yes: Kind<true> = { wanted: "true", fits: (value): value is true => value === true };
export const object: Kind<JsonObject> = { wanted: "an object", fits: isObject };
export const objectOrList: Kind<JsonObject | unknown[]> = {
  wanted: "an object, or a list of objects",
  fits: (value): value is JsonObject | unknown[] => isObject(value) || Array.isArray(value),
};
export const span: Kind<string | number> = {
  wanted: 'text such as "90s", "15m", "1h30m", "2d", or milliseconds',
  fits: (value): value is string | number => typeof value === "string" || typeof value === "number",
};
export const texts: Kind<Record<string, string>> = {
  wanted: "an object of texts",
  fits: (value): value is Record<string, string> =>
    isObject(value) && Object.values(value).every((one) => typeof one === "string"),
};

export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Kind<number> {
  return {
    wanted: `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`,
    fits: (value): value is number =>
      Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  };
}

export function oneOf<const Value extends string>(...values: readonly Value[]): Kind<Value> {
  return {
    wanted: `one of ${showAll(values)}`,
    fits: (value): value is Value => (values as readonly unknown[]).includes(value),
  };
}

export function matching(pattern: RegExp, wanted: string): Kind<string> {
  return { wanted, fits: (value): value is string => typeof value === "string" && pattern.test(value) };
}

export function listOf<Value>(kind: Kind<Value>): Kind<Value[]> {
  return {
    wanted: `a list, each item ${kind.wanted}`,
    fits: (value): value is Value[] => Array.isArray(value) && value.every((one) => kind.fits(one)),
  };
}

type Kinds = Readonly<Record<string, Kind<unknown>>>;
type ValueOf<One> = One extends Kind<infer Value> ? Value : never;

/** Members by name; those in `Required` are there. */
export type Members<Of extends Kinds, Required extends keyof Of> = {
  readonly [Name in Required]: ValueOf<Of[Name]>;
} & { readonly [Name in Exclude<keyof Of, Required>]?: ValueOf<Of[Name]> };

/** Reads a body with these members and no others. Throws a 422 with everything that is wrong with it. */
export function readMembers<Of extends Kinds, Required extends keyof Of & string = never>(
  body: unknown,
  kinds: Of,
  required: readonly Required[] = [],
): Members<Of, Required> {
  const names = Object.keys(kinds).join(", ");
  if (!isObject(body)) throw invalidBody([fault("", "type", body, `an object with ${names}`)]);
  const errors: FieldProblem[] = required
    .filter((name) => !Object.hasOwn(body, name))
    .map((name) => ({
      pointer: `/${name}`,
      code: "required",
      detail: `It is missing. Pass ${kinds[name]?.wanted ?? "it"}.`,
    }));
  for (const [name, value] of Object.entries(body)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    const pointer = `/${pointerToken(name)}`;
    if (kind === undefined)
      errors.push({ pointer, code: "unknown", detail: `There is no such member. Accepted: ${names}.` });
    else if (!kind.fits(value)) errors.push(fault(pointer, "type", value, kind.wanted));
  }
  if (errors.length > 0) throw invalidBody(errors);
  // Each member was checked by its own kind.
  return body as unknown as Members<Of, Required>;
}

/**
 * Reads query parameters, each given once at most; `whole` numbers among them become numbers. Throws a 400 with everything that is
 * wrong with them, unknown ones included: a misspelt filter would let everything through.
 */
export function readQuery<Of extends Kinds>(
  query: ReadonlyMap<string, readonly string[]>,
  kinds: Of,
): Members<Of, never> {
  const read: JsonObject = {};
  const errors: FieldProblem[] = [];
  for (const [name, [given = "", ...more]] of query) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    const pointer = `/query/${pointerToken(name)}`;
    const number = /^\d+$/.test(given) && kind?.fits(Number(given)) === true;
    read[name] = number ? Number(given) : given;
    if (kind === undefined) {
      const detail = `There is no such parameter. Accepted: ${Object.keys(kinds).join(", ") || "none"}.`;
      errors.push({ pointer, code: "unknown", detail });
    } else if (more.length > 0) {
      errors.push({ pointer, code: "repeated", detail: "It is given more than once. Pass it once." });
    } else if (!kind.fits(read[name])) errors.push(fault(pointer, "type", given, kind.wanted));
  }
  if (errors.length > 0) throw invalidParameters(errors);
  return read as unknown as Members<Of, never>;
}

function fault(pointer: string, code: string, got: unknown, wanted: string): FieldProblem {
  return { pointer, code, detail: `It is ${show(got)}. Pass ${wanted}.` };
}
