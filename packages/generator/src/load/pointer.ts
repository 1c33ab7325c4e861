import { isObject, type Json } from "./json.js";

/** JSON Pointer (RFC 6901) from its decoded tokens: `["a/b", "c"]` → `/a~1b/c`. */
export function toPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Reference to a component schema: `#/components/schemas/Pet`. */
export function componentRefTo(key: string): string {
  return `#${toPointer(["components", "schemas", key]).replaceAll("%", "%25")}`;
}

/**
 * The decoded tokens of a JSON Pointer; a leading `#` and percent-encoding (URI fragment form) are understood. `undefined` for
 * what is no pointer, such as the name of an anchor.
 */
export function fromPointer(pointer: string): string[] | undefined {
  const text = pointer.startsWith("#") ? decodeFragment(pointer.slice(1)) : pointer;
  if (text === "") return [];
  if (!text.startsWith("/")) return undefined;
  return text
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value at a path of decoded tokens, `undefined` when there is none. */
export function valueAt(root: Json, tokens: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const token of tokens) {
    if (Array.isArray(value))
      value = /^(0|[1-9]\d*)$/.test(token) ? (value[Number(token)] as Json) : undefined;
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else return undefined;
  }
  return value;
}

function decodeFragment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
