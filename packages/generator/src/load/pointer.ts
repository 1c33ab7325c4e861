/** JSON Pointer (RFC 6901) from its decoded tokens: `["a/b", "c"]` → `/a~1b/c`. */
export function toPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The decoded tokens of a JSON Pointer; a leading `#` and percent-encoding (URI fragment form) are understood. */
export function fromPointer(pointer: string): string[] {
  const text = pointer.startsWith("#") ? decodeFragment(pointer.slice(1)) : pointer;
  if (text === "") return [];
  return text
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decodeFragment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
