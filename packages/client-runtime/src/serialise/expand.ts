import { fail, fill, plain, type Write } from "./request.js";
import { deepObject, form, matrix, simple, type Style } from "./styles.js";

/** Writes a list, an object or a plain value in a style. An empty list or object gives "", as undefined would. */
export function expand(
  value: unknown,
  wireName: string,
  [first, between, named, within]: Style,
  explode = false,
  encode = percentEncode,
): string {
  const text = (part: unknown) => encode(plain(part));
  const name = encode(wireName);
  const own = (written: string) => (named ? `${name}=${written}` : written);
  const joined = (parts: string[]) => (parts.length === 0 ? "" : first + parts.join(between));
  const isObject = typeof value === "object" && !(value instanceof Date) && !Array.isArray(value);
  if (within === deepObject[3] && !isObject) fail("is no object");
  if (Array.isArray(value)) {
    const items = value.filter(isGiven).map(text);
    return joined(explode || items.length === 0 ? items.map(own) : [own(items.join(within))]);
  }
  if (isObject) {
    const pairs = Object.entries(value as object)
      .filter(([, member]) => isGiven(member))
      .map(([key, member]) => [text(key), text(member)] as const);
    if (within === deepObject[3])
      return joined(pairs.map(([key, written]) => `${name}%5B${key}%5D=${written}`));
    if (explode) return joined(pairs.map(([key, written]) => `${key}=${written}`));
    return pairs.length === 0 ? "" : joined([own(pairs.flat().join(within))]);
  }
  const written = text(value);
  // matrix alone writes an empty value as a bare name
  return first + (first === matrix[0] && written === "" ? name : own(written));
}

/** A path parameter that is a list or an object, or of another style than `simple`. */
export const styledPath: Write = (draft, value, name, style = simple, explode) => {
  // an empty value would leave nothing, or the style's sign alone
  fill(draft, name, isGiven(value) && value !== "" ? expand(value, name, style, explode) : "");
};

/** A query parameter that is an object, or of another style than exploded `form`. */
export const styledQuery: Write = ({ query }, value, name, style = form, explode) => {
  const text = isGiven(value) && expand(value, name, style, explode);
  if (text) query.push(text);
};

/** A header parameter. */
export const styledHeader: Write = ({ headers }, value, name, style = simple, explode) => {
  if (isGiven(value)) headers[name] = expand(value, name, style, explode, (text) => text);
};

/** A cookie. Exploded ones are separate cookies (RFC 6265 §4.2.1), though OpenAPI's table joins them like a query. */
export const styledCookie: Write = ({ headers }, value, name, style = form, explode) => {
  const text = isGiven(value) && expand(value, name, style, explode).replaceAll("&", "; ");
  if (text) headers["cookie"] = headers["cookie"] ? `${headers["cookie"]}; ${text}` : text;
};

/**
 * The header by which the API recognises a request that is sent again. One that is not given is made up, where the platform can:
 * only with one may such a request be repeated.
 */
export const idempotencyKey: Write = (draft, value, name) => {
  const key = isGiven(value) ? plain(value) : globalThis.crypto?.randomUUID?.();
  if (key === undefined) return;
  draft.headers[name] = key;
  draft.repeatable = true;
};

/** Percent-encodes all but the unreserved characters (RFC 3986 §2.3), as RFC 6570 §3.2.1 asks. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
