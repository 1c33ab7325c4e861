import { documentOf, type SpecDocument } from "./document.js";
import { shapeOf, type Kind, type Shape } from "./grammar.js";
import { isObject, shortened, type Json, type JsonObject } from "./json.js";
import { toPointer } from "./pointer.js";
import type { SpecProblem } from "./problems.js";

/**
 * The document without what stands where OpenAPI wants something else: a text for a schema, a list of items as old drafts had it, a map
 * that is empty (YAML's null). So nothing after this need ask. Only what says something is warned of.
 */
export function withoutMisplaced(document: SpecDocument): {
  document: SpecDocument;
  warnings: SpecProblem[];
} {
  const reader = new ShapeReader(document);
  const root = reader.object(document.root, "document", []);
  return {
    document: root === document.root ? document : documentOf(document.file, root, document.locate),
    warnings: reader.warnings,
  };
}

/** Copies on change: a well-shaped part is given back as it is. */
class ShapeReader {
  readonly warnings: SpecProblem[] = [];
  readonly #document: SpecDocument;

  constructor(document: SpecDocument) {
    this.#document = document;
  }

  object(value: JsonObject, kind: Kind, tokens: readonly string[]): JsonObject {
    let members: [string, Json | undefined][] | undefined;
    for (const [index, [name, child]] of Object.entries(value).entries()) {
      const kept =
        name === "$ref"
          ? this.#reference(child, [...tokens, name])
          : this.#shaped(child, shapeOf(kind, name), [...tokens, name]);
      if (kept === child && child !== undefined) continue;
      members ??= Object.entries(value);
      members[index] = [name, kept];
    }
    return members === undefined
      ? value
      : Object.fromEntries(members.filter(([, child]) => child !== undefined));
  }

  #reference(value: Json | undefined, tokens: readonly string[]): Json | undefined {
    if (typeof value === "string") return value;
    this.#leftOut(value, "a reference", "Write a path such as #/components/schemas/Pet.", tokens);
    return undefined;
  }

  #shaped(value: Json | undefined, shape: Shape, tokens: readonly string[]): Json | undefined {
    if (shape === "data" || shape === "other" || value === undefined) return value;
    if (typeof shape === "string") return this.#one(value, shape, tokens);
    const [container, kind] = shape;
    if (container === "list" ? !Array.isArray(value) : !isObject(value)) {
      const what = kind === "schema" ? "schemas" : "objects";
      this.#leftOut(value, `a ${container} of ${what}`, "Correct or remove it.", tokens);
      return undefined;
    }
    if (Array.isArray(value)) {
      const items = value.map((item: Json, index) => this.#item(item, kind, [...tokens, String(index)]));
      return items.every((item, index) => item === value[index])
        ? value
        : items.filter((item) => item !== undefined);
    }
    const map = value as JsonObject;
    const members = Object.entries(map).map(
      ([name, item]) => [name, this.#member(name, item, kind, [...tokens, name])] as const,
    );
    return members.every(([name, item]) => item === map[name]) ? map : Object.fromEntries(members);
  }

  /** An empty item of a list is nothing; a schema that is none is any value, as the others count on its place. */
  #item(value: Json, kind: Kind, tokens: readonly string[]): Json | undefined {
    return this.#one(value, kind, tokens) ?? (kind === "schema" ? {} : undefined);
  }

  #member(name: string, value: Json | undefined, kind: Kind, tokens: readonly string[]): Json {
    if (name.startsWith("x-") && kind !== "schema") return value ?? null;
    return this.#one(value ?? null, kind, tokens) ?? {};
  }

  #one(value: Json, kind: Kind, tokens: readonly string[]): Json | undefined {
    if (isObject(value)) return this.object(value, kind, tokens);
    if (kind === "schema" && typeof value === "boolean") return value;
    const what = kind === "schema" ? "a schema" : "a map";
    this.#leftOut(value, what, advice(kind, tokens.at(-1)), tokens);
    return undefined;
  }

  #leftOut(value: Json | undefined, wanted: string, next: string, tokens: readonly string[]): void {
    // An empty value in YAML says as little as no value.
    if (value === null) return;
    const name = tokens.slice(/^\d+$/.test(tokens.at(-1) ?? "") ? -2 : -1).join("/");
    this.warnings.push({
      at: this.#document.locate(toPointer(tokens)),
      message: `${name} is ${shortened(value)}, which is not ${wanted}; it is left out. ${next}`,
    });
  }
}

function advice(kind: Kind, member: string | undefined): string {
  if (member === "items")
    return "Write one schema for all items, or prefixItems for the first ones (OpenAPI 3.1).";
  return kind === "schema" ? "Write a map such as { type: string }." : "Correct or remove it.";
}
