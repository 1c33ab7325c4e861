import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from "yaml";
import { isObject, type JsonObject } from "./json.js";
import { fromPointer } from "./pointer.js";
import { SpecError, type Location, type SpecProblem } from "./problems.js";

/** Aliases are how a spec shares a map between schemas; the limit only guards against a bomb of nested ones. */
const maxAliasCount = 10_000;

/** One wrong indentation makes an error of every line below it. */
const maxShown = 5;

/** YAML, and so JSON, as plain data, with the place of every part. */
export interface ParsedYaml {
  readonly root: JsonObject;
  /** Place of the value at a JSON Pointer; of its nearest existing ancestor where it does not exist. */
  readonly locate: (pointer: string) => Location;
}

/** Parses the text of a spec; `file` is only a name for messages. */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter();
  const at = (offset: number): Location => ({ file, ...lines.linePos(offset) });
  const failAt = (offset: number, message: string) => new SpecError([{ at: at(offset), message }]);
  let yaml: Document.Parsed;
  try {
    yaml = parseDocument(text, { lineCounter: lines, merge: true, uniqueKeys: true });
  } catch (error) {
    if (error instanceof RangeError) throw failAt(0, tooDeep);
    throw error;
  }
  keepKeysAsWritten(yaml);
  const problems = [...syntaxProblems(yaml, text, at), ...aliasProblems(yaml, at)];
  if (problems.length > 0) throw new SpecError(problems, maxShown);

  let root: unknown;
  try {
    root = yaml.toJS({ maxAliasCount });
  } catch (error) {
    if (error instanceof RangeError) throw failAt(0, tooDeep);
    const why = error instanceof Error ? error.message : String(error);
    throw failAt(0, `Failed to read the document's aliases: ${why}. Write out what the aliases stand for.`);
  }
  if (!isObject(root)) {
    throw failAt(
      0,
      `The document is ${describe(root)}; an OpenAPI document is a map with openapi, info and paths.`,
    );
  }
  return { root, locate: (pointer) => at(offsetOf(yaml, fromPointer(pointer) ?? [])) };
}

const tooDeep = "The document is nested too deeply to be read. Move inner schemas to components.schemas.";

function syntaxProblems(
  yaml: Document.Parsed,
  text: string,
  at: (offset: number) => Location,
): SpecProblem[] {
  return yaml.errors.map(({ code, message, pos: [start] }) => ({
    at: at(start),
    message:
      code === "DUPLICATE_KEY"
        ? `The key ${/^["']?[^"'\s:]*["']?/.exec(text.slice(start))?.[0] ?? ""} stands in this map already. Remove one of the two.`
        : `${firstLine(message)}. Correct the YAML (or JSON) here.`,
  }));
}

/** Member names are texts: `1.10`, `null` and `0x1F` are what stands there, not the values that YAML makes of them. */
function keepKeysAsWritten(yaml: Document.Parsed): void {
  visit(yaml, {
    Pair(_key, { key }) {
      if (isScalar(key) && typeof key.value !== "string" && key.source !== undefined) key.value = key.source;
    },
  });
}

/** An alias of a part that it stands in itself would make an endless document. */
function aliasProblems(yaml: Document.Parsed, at: (offset: number) => Location): SpecProblem[] {
  const problems: SpecProblem[] = [];
  visit(yaml, {
    Alias(_key, alias, ancestors) {
      const target = alias.resolve(yaml);
      const place = at(alias.range?.[0] ?? 0);
      if (target === undefined) {
        problems.push({
          at: place,
          message: `*${alias.source} names no anchor above it. Add &${alias.source}.`,
        });
      } else if ((ancestors as readonly unknown[]).includes(target)) {
        problems.push({
          at: place,
          message: `*${alias.source} stands inside what it names, which would never end. Use a $ref instead.`,
        });
      }
    },
  });
  return problems;
}

/** Offset of the key (or item) at the path, or of its nearest ancestor. */
function offsetOf(yaml: Document.Parsed, tokens: readonly string[]): number {
  let node: unknown = yaml.contents;
  let offset = 0;
  for (const token of tokens) {
    if (isAlias(node)) node = node.resolve(yaml);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === token);
      if (pair === undefined) break;
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(token)];
      if (hasRange(node)) offset = node.range[0];
      else break;
    } else break;
  }
  return offset;
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function firstLine(message: string): string {
  const [line = message] = message.split("\n", 1);
  return line.replace(/ at line \d+, column \d+:?$/, "").replace(/\.$/, "");
}
