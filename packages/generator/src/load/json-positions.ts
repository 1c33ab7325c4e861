/** Where a member of an object stands (its name, its value), or an item of a list. */
interface Child {
  readonly name: string;
  readonly at: number;
  readonly value: number;
}

/** Finds the line and column of parts of a JSON text, which must be one; it is read again only where somebody asks. */
export class JsonPositions {
  readonly #text: string;
  readonly #children = new Map<number, ReadonlyMap<string, Child>>();
  #lineStarts: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Place of the member's name (or the item) at the path; of its nearest ancestor where it does not exist. */
  of(tokens: readonly string[]): { line: number; col: number } {
    let offset = 0;
    let value = skipSpace(this.#text, 0);
    for (const token of tokens) {
      const child = this.#childrenOf(value).get(token);
      if (child === undefined) break;
      offset = child.at;
      value = child.value;
    }
    return this.#place(offset);
  }

  /** Every name that its object has already, where it stands again. */
  repeatedNames(): { name: string; line: number; col: number }[] {
    const found: Child[] = [];
    const containers = [skipSpace(this.#text, 0)];
    for (let container = containers.pop(); container !== undefined; container = containers.pop()) {
      const seen = new Set<string>();
      for (const child of readChildren(this.#text, container)) {
        if (seen.has(child.name)) found.push(child);
        seen.add(child.name);
        containers.push(child.value);
      }
    }
    return found.sort((a, b) => a.at - b.at).map(({ name, at }) => ({ name, ...this.#place(at) }));
  }

  #childrenOf(container: number): ReadonlyMap<string, Child> {
    const known = this.#children.get(container);
    if (known !== undefined) return known;
    const children = new Map(readChildren(this.#text, container).map((child) => [child.name, child]));
    this.#children.set(container, children);
    return children;
  }

  #place(offset: number): { line: number; col: number } {
    this.#lineStarts ??= [0, ...[...this.#text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    let low = 0;
    for (let high = this.#lineStarts.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, col: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }
}

function readChildren(text: string, container: number): Child[] {
  const children: Child[] = [];
  const isList = text[container] === "[";
  if (!isList && text[container] !== "{") return children;
  let at = skipSpace(text, container + 1);
  for (let index = 0; text[at] !== "]" && text[at] !== "}"; index += 1) {
    const nameEnd = isList ? at : endOfString(text, at);
    const value = isList ? at : skipSpace(text, skipSpace(text, nameEnd) + 1);
    const name = isList ? String(index) : (JSON.parse(text.slice(at, nameEnd)) as string);
    children.push({ name, at, value });
    at = skipSpace(text, endOfValue(text, value));
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return children;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (" \t\r\n\uFEFF".includes(text[at] ?? "end")) at += 1;
  return at;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

const structure = /["{}[\]]/g;
const scalar = /[^\s,\]}]*/y;

function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from);
  if (text[from] !== "{" && text[from] !== "[") {
    scalar.lastIndex = from;
    return from + (scalar.exec(text)?.[0].length ?? 0);
  }
  let depth = 0;
  let at = from;
  do {
    structure.lastIndex = at;
    const found = structure.exec(text);
    if (found === null) return text.length;
    const [mark] = found;
    at = mark === '"' ? endOfString(text, found.index) : found.index + 1;
    if (mark === "{" || mark === "[") depth += 1;
    else if (mark !== '"') depth -= 1;
  } while (depth > 0);
  return at;
}
