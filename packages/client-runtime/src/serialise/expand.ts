import type { ParameterDefinition } from "../definition.js";
import { describe, percentEncode, toText } from "./text.js";

type Style = ParameterDefinition["style"];
type Encode = (text: string) => string;

/** How each style joins values (RFC 6570 §3.2.1, appendix A; the delimited ones: OpenAPI 3.1.1 §4.8.12.5). */
const rules: Record<Style, { first: string; between: string; named: boolean; within: string }> = {
  simple: { first: "", between: ",", named: false, within: "," },
  label: { first: ".", between: ".", named: false, within: "," },
  matrix: { first: ";", between: ";", named: true, within: "," },
  form: { first: "", between: "&", named: true, within: "," },
  spaceDelimited: { first: "", between: "&", named: true, within: "%20" },
  pipeDelimited: { first: "", between: "&", named: true, within: "%7C" },
  deepObject: { first: "", between: "&", named: true, within: "," },
};

/**
 * Writes a value in its parameter's style. An empty list or object gives "", as undefined would.
 * Throws TypeError, starting with `where`, for a value that the style cannot carry.
 */
export function expand(
  { name, style, explode }: Pick<ParameterDefinition, "name" | "style" | "explode">,
  value: unknown,
  where: string,
  encode: Encode = percentEncode,
): string {
  const { first, between, named, within } = rules[style];
  const put = (item: unknown) => encoded(toText(item, where), where, encode);
  const label = encode(name);
  const own = (text: string) => (named ? `${label}=${text}` : text);
  const joined = (parts: string[]) => (parts.length === 0 ? "" : first + parts.join(between));

  if (Array.isArray(value)) {
    if (style === "deepObject") {
      throw new TypeError(
        `${where} is ${describe(value)}, but its style deepObject carries objects only. Pass an object.`,
      );
    }
    const items = value.filter(isGiven).map(put);
    return joined(explode || items.length === 0 ? items.map(own) : [own(items.join(within))]);
  }
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    const entries = Object.entries(value)
      .filter(([, member]) => isGiven(member))
      .map(([key, member]): [string, string] => [encoded(key, where, encode), put(member)]);
    if (style === "deepObject") return entries.map(([key, text]) => `${label}%5B${key}%5D=${text}`).join("&");
    if (explode) return joined(entries.map(([key, text]) => `${key}=${text}`));
    return entries.length === 0 ? "" : joined([own(entries.flat().join(within))]);
  }
  const text = put(value);
  // matrix alone writes an empty value as a bare name
  return first + (style === "matrix" && text === "" ? label : own(text));
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function encoded(text: string, where: string, encode: Encode): string {
  try {
    return encode(text);
  } catch (cause) {
    throw new TypeError(
      `${where} holds half of a surrogate pair, which has no UTF-8 form. Pass whole characters.`,
      { cause },
    );
  }
}
