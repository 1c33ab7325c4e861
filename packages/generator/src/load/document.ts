import { readFile } from "node:fs/promises";
import path from "node:path";
import { readExternalExamples } from "./examples.js";
import { withAnchorsAsPaths } from "./anchors.js";
import { checkExtensions } from "./extensions.js";
import { stringOf, type Json, type JsonObject } from "./json.js";
import { withoutEndlessSchemas } from "./endless.js";
import { parseJson } from "./parse-json.js";
import { parseYaml } from "./parse.js";
import { fromPointer, valueAt } from "./pointer.js";
import { SpecError, UsageError, whyUnreadable, type Location, type SpecProblem } from "./problems.js";
import { bundleIfMultiFile, checkRefs } from "./refs.js";
import { withoutMisplaced } from "./shapes.js";
import { checkStructure } from "./structure.js";

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
  /** What the author may want to know, though it stops nothing. */
  readonly warnings: readonly SpecProblem[];
}

/** Reads a spec (YAML or JSON, OpenAPI 3.0 or 3.1) and pulls in the files that it refers to: enough to compare it with another. */
export async function openSpec(file: string): Promise<SpecDocument> {
  return opened(await readSpec(file), file);
}

async function opened(text: string, file: string): Promise<SpecDocument> {
  const parsed = parseSpec(text, file);
  checkVersion(parsed);
  return { ...(await bundleIfMultiFile(parsed)), warnings: parsed.warnings };
}

/** Reads a spec as `openSpec` does, and checks what the generator relies on. */
export async function loadSpec(file: string): Promise<SpecDocument> {
  return checkedSpec(await readSpec(file), file);
}

/** The same, of a text; `file` is where it stands, for messages and for what it refers to. */
export async function checkedSpec(text: string, file: string): Promise<SpecDocument> {
  const read = await opened(text, file);
  const { document: shaped, warnings: misplaced } = withoutMisplaced(read);
  const bundled = withAnchorsAsPaths(shaped);
  const broken = [...checkStructure(bundled), ...checkRefs(bundled), ...(await checkExtensions(bundled))];
  if (broken.length > 0) throw new SpecError(broken);
  const { document, warnings } = withoutEndlessSchemas(bundled);
  const { examples, problems: unreadable } = await readExternalExamples(document);
  if (unreadable.length > 0) throw new SpecError(unreadable);
  return {
    ...document,
    warnings: [...read.warnings, ...misplaced, ...warnings],
    exampleValue: (example) => examples.get(example) ?? example["value"],
  };
}

/** Parses the text of a spec; `file` is only a name for messages. */
export function parseSpec(text: string, file: string): SpecDocument {
  const { root, locate, warnings } = parseJson(text, file) ?? { ...parseYaml(text, file), warnings: [] };
  return { ...documentOf(file, root, locate), warnings };
}

export function documentOf(
  file: string,
  root: JsonObject,
  locate: (pointer: string) => Location,
): SpecDocument {
  return {
    file,
    root,
    locate,
    resolve: (ref) => {
      const tokens = fromPointer(ref);
      return tokens === undefined ? undefined : valueAt(root, tokens);
    },
    exampleValue: (example) => example["value"],
    warnings: [],
  };
}

async function readSpec(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `Failed to read the spec ${file}: ${whyUnreadable(error)}. Give the path of an OpenAPI document (.yaml or .json).`,
    );
  }
}

function checkVersion({ root, file, locate }: SpecDocument): void {
  const { openapi, swagger } = root;
  // Without quotes YAML reads 3.1 as a number.
  if (
    /^3\.[01](\.\d+)?(-.+)?$/.test(typeof openapi === "number" ? String(openapi) : (stringOf(openapi) ?? ""))
  )
    return;
  const got =
    openapi !== undefined
      ? `openapi ${JSON.stringify(openapi)}`
      : swagger === undefined
        ? "no openapi version"
        : `Swagger ${String(swagger)}`;
  throw new SpecError([
    {
      at: locate(openapi === undefined ? "/swagger" : "/openapi"),
      message: `${path.basename(file)} has ${got}; hookspec reads OpenAPI 3.0 and 3.1. Set openapi: 3.1.0, or convert the document first.`,
    },
  ]);
}
