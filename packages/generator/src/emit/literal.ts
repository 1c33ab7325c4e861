import { propertyKey } from "../model/names.js";

/** Source text that stands in a literal as it is: an identifier, a call. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const width = 100;

/**
 * Plain data as a TypeScript expression: short values on one line, members that are `undefined` left out. `before` is the length of
 * what stands before it on its line.
 */
export function literal(value: unknown, before = 0): string {
  if (value instanceof Code) return value.text;
  if (Array.isArray(value))
    return list(
      value.map((item) => literal(item)),
      "[",
      "]",
      before,
    );
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return list(
      members.map(([name, member]) => `${memberKey(name)}: ${literal(member)}${constness(name, member)}`),
      "{ ",
      " }",
      before,
    );
  }
  return JSON.stringify(value) ?? "undefined";
}

/** `__proto__: x` in a literal would set the prototype; a computed key makes a member. */
function memberKey(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : propertyKey(name);
}

/** TypeScript types `constructor` in a record as Object's own, and then takes `"string"` for any string. */
function constness(name: string, member: unknown): string {
  const isPlain = typeof member === "string" || (typeof member === "object" && member !== null);
  return name in Object.prototype && isPlain && !(member instanceof Code) ? " as const" : "";
}

function list(parts: readonly string[], open: string, close: string, before: number): string {
  if (parts.length === 0) return `${open.trim()}${close.trim()}`;
  const line = `${open}${parts.join(", ")}${close}`;
  if (before + line.length <= width && !line.includes("\n")) return line;
  const indented = parts.map((part) => `  ${part.replaceAll("\n", "\n  ")},`);
  return `${open.trim()}\n${indented.join("\n")}\n${close.trim()}`;
}
