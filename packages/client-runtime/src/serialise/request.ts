import type { OperationDefinition } from "../definition.js";
import type { Style } from "./styles.js";

/** A request that is being put together. */
export interface Draft {
  /** The path template, filled in parameter by parameter. */
  path: string;
  /** `name=value`, to be joined by `&`. */
  readonly query: string[];
  readonly headers: Record<string, string>;
  body?: BodyInit;
  /** Whether sending it again does nothing twice, whatever its method. */
  repeatable?: boolean;
}

/** Writes one parameter, given or not. Throws for a value that cannot go there. */
export type Write = (draft: Draft, value: unknown, name: string, style?: Style, explode?: boolean) => void;

/** Spreads a method's one flat argument over path, query, headers and body. Throws TypeError for a bad one. */
export function serialiseRequest(
  { id, path, query, required = "", others = {}, body }: OperationDefinition,
  argument: object = {},
): Draft {
  const values = argument as Readonly<Record<string, unknown>>;
  const draft: Draft = { path, query: [], headers: {} };
  let key = "the argument";
  try {
    if (Object(argument) !== argument || Array.isArray(argument)) fail("is no object");
    for (key in values) {
      const value = values[key];
      if (value === undefined) continue;
      if (key === "body" && body) {
        draft.body = body[0](value);
        if (!(draft.body instanceof FormData)) draft.headers["content-type"] = body[1];
      } else if (value === null) continue;
      else if (path.includes(`{${key}}`)) fill(draft, key, encodeURIComponent(plain(value)));
      else if (` ${query} `.includes(` ${key} `)) {
        for (const one of [value].flat()) draft.query.push(`${key}=${encodeURIComponent(plain(one))}`);
      } else if (!others[key]) fail("is not known");
    }
    for (key in others) {
      const [write, ...how] = others[key] as NonNullable<(typeof others)[string]>;
      write(draft, values[key], ...how);
    }
    for (key of required.split(" ")) {
      if (key && (values[key] === undefined || (values[key] === null && key !== "body"))) fail("is missing");
    }
  } catch (cause) {
    throw new TypeError(`${id}: ${key} ${(cause as Error).message}. Nothing was sent.`, { cause });
  }
  return draft;
}

/**
 * Puts an encoded value into the path. The only ones that could still lead elsewhere are the empty one (the parent collection) and
 * those that make a segment `.` or `..` (URL parsers resolve them away).
 */
export function fill(draft: Draft, name: string, text: string): void {
  draft.path = draft.path.replaceAll(`{${name}}`, text);
  if (!text || /\/\.\.?(\/|$)/.test(draft.path)) fail(`is "${text}", which would call another path`);
}

/** The one faithful text of a value; a Date becomes RFC 3339. */
export function plain(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Object(value) === value || (typeof value === "number" && !Number.isFinite(value)))
    fail("is no text, number, boolean or Date");
  return String(value);
}

/** Ends the writing of a request: the message follows the name of what is written. */
export function fail(message: string): never {
  throw new Error(message);
}
