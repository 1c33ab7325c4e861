import { readFile } from "node:fs/promises";
import path from "node:path";
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { readExternalExamples } from "./examples.js";
import { checkExtensions } from "./extensions.js";
import { isObject, type Json, type JsonObject } from "./json.js";
import { fromPointer } from "./pointer.js";
import { SpecError, UsageError, type Location } from "./problems.js";
import { bundleIfMultiFile, checkRefs } from "./refs.js";

/** One OpenAPI document as plain data, and where each part of it stands. */
export interface SpecDocument {
  /** Path as the caller gave it. */
  readonly file: string;
  readonly root: JsonObject;
  /** Place of the value at a JSON Pointer; of its nearest existing ancestor where it does not exist. */
  locate(pointer: string): Location;
  /** The value that a local reference (`#/…`) points at, `undefined` when there is none. */
  resolve(ref: string): Json | undefined;
  /** The value of an Example Object, read from its file where it names one. */
  exampleValue(example: JsonObject): Json | undefined;
}

/** Reads a spec (YAML or JSON, OpenAPI 3.0 or 3.1), follows its references and checks what the generator relies on. */
export async function loadSpec(file: string): Promise<SpecDocument> {
  const document = await bundleIfMultiFile(parseSpec(await readSpec(file), file));
  checkVersion(document);
  const { examples, problems: unreadable } = await readExternalExamples(document);
  const problems = [...checkRefs(document), ...(await checkExtensions(document)), ...unreadable];
  if (problems.length > 0) throw new SpecError(problems);
  return { ...document, exampleValue: (example) => examples.get(example) ?? example["value"] };
}

/** Parses the text of a spec; `file` is only a name for messages. */
export function parseSpec(text: string, file: string): SpecDocument {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, merge: true, uniqueKeys: true });
  const at = (offset: number): Location => ({ file, ...lines.linePos(offset) });
  if (yaml.errors.length > 0) {
    throw new SpecError(
      yaml.errors.map((error) => ({
        at: at(error.pos[0]),
        message: firstLine(error.message),
      })),
    );
  }
  // Aliases are how a spec shares a map between schemas; the limit only guards against a bomb of nested ones.
  const root: unknown = yaml.toJS({ maxAliasCount: 10_000 });
  if (!isObject(root)) {
    throw new SpecError([
      { at: at(0), message: `The document is ${describe(root)}; an OpenAPI document is a map with openapi, info and paths.` },
    ]);
  }
  return documentOf(file, root, (pointer) => at(offsetOf(yaml, fromPointer(pointer))));
}

export function documentOf(file: string, root: JsonObject, locate: (pointer: string) => Location): SpecDocument {
  return { file, root, locate, resolve: (ref) => valueAt(root, fromPointer(ref)), exampleValue: (example) => example["value"] };
}

async function readSpec(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a directory" : code;
    throw new UsageError(`Failed to read the spec ${file}: ${why}. Give the path of an OpenAPI document (.yaml or .json).`);
  }
}

function checkVersion({ root, file, locate }: SpecDocument): void {
  const version = root["openapi"];
  if (typeof version === "string" && /^3\.[01](\.\d+)?(-.+)?$/.test(version)) return;
  const got = version === undefined ? (root["swagger"] === undefined ? "no openapi version" : `Swagger ${String(root["swagger"])}`) : `openapi ${JSON.stringify(version)}`;
  throw new SpecError([
    { at: locate("/openapi"), message: `${path.basename(file)} has ${got}; hookspec reads OpenAPI 3.0 and 3.1. Set openapi: 3.1.0, or convert the document first.` },
  ]);
}

function valueAt(root: Json, tokens: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const token of tokens) {
    if (Array.isArray(value)) value = value[Number(token)];
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else return undefined;
  }
  return value;
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
  return message.split("\n", 1)[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? message;
}

