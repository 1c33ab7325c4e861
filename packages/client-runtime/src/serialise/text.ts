/** The text of one plain value. `where` names it in the TypeError for anything that has no faithful text. */
export function toText(value: unknown, where: string): string {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      if (Number.isFinite(value)) return String(value);
      break;
    case "object":
      if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  }
  throw new TypeError(
    `${where} is ${describe(value)}. Pass text, a finite number, a boolean or a valid Date (or a flat list or object of these, where the API takes one).`,
  );
}

/** Names a value's kind in a sentence, without printing what it holds. */
export function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === "number") return String(value);
  if (value instanceof Date) return "an invalid Date";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Percent-encodes all but the unreserved characters (RFC 3986 §2.3), as RFC 6570 §3.2.1 asks. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
