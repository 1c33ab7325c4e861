/** Ways in which writers of JSON turn the same value into text. */
export const serialisations: readonly (readonly [name: string, write: (value: unknown) => string])[] = [
  ["written by JSON.stringify", (value) => JSON.stringify(value)],
  ["with characters beyond ASCII escaped", (value) => ascii(JSON.stringify(value))],
  ["with slashes escaped", (value) => JSON.stringify(value).replaceAll("/", "\\/")],
  [
    "with slashes and characters beyond ASCII escaped",
    (value) => ascii(JSON.stringify(value)).replaceAll("/", "\\/"),
  ],
  ["with <, > and & escaped", (value) => JSON.stringify(value).replace(/[<>&]/g, escaped)],
  ["with a space after colons and commas", spaced],
  ["with a space after colons and commas, characters beyond ASCII escaped", (value) => ascii(spaced(value))],
  ["indented by two", (value) => JSON.stringify(value, null, 2)],
  ["with its keys sorted", (value) => JSON.stringify(sorted(value))],
];

function ascii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, escaped);
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function spaced(value: unknown): string {
  // Line feeds inside strings are escaped, so those that are left are the writer's.
  return JSON.stringify(value, null, 1).replace(/,\n */g, ", ").replace(/\n */g, "");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
