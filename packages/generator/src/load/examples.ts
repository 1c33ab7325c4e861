import { readFile } from "node:fs/promises";
import path from "node:path";
import type { SpecDocument } from "./document.js";
import { isObject, type Json, type JsonObject } from "./json.js";
import { toPointer } from "./pointer.js";
import type { SpecProblem } from "./problems.js";
import { walk } from "./walk.js";

/** The examples that stand in files of their own (`externalValue`, relative to the spec), by the pointer of their Example Object. */
export async function readExternalExamples(document: SpecDocument): Promise<{ examples: Map<JsonObject, Json>; problems: SpecProblem[] }> {
  const found: { example: JsonObject; target: string; pointer: string }[] = [];
  walk(document.root, (value, tokens) => {
    if (!isObject(value) || tokens.at(-2) !== "examples" || typeof value["externalValue"] !== "string") return;
    // Only files beside the spec: nothing is fetched.
    if (/^[a-z][a-z0-9+.-]*:/i.test(value["externalValue"])) return;
    found.push({ example: value, target: value["externalValue"], pointer: toPointer([...tokens, "externalValue"]) });
  });
  const examples = new Map<JsonObject, Json>();
  const problems: SpecProblem[] = [];
  for (const { example, target, pointer } of found) {
    try {
      examples.set(example, JSON.parse(await readFile(path.resolve(path.dirname(document.file), target), "utf8")) as Json);
    } catch (error) {
      const why = error instanceof SyntaxError ? `it is not JSON (${error.message})` : "there is no such file";
      problems.push({ at: document.locate(pointer), message: `Failed to read example ${target}: ${why}. Paths are relative to the spec.` });
    }
  }
  return { examples, problems };
}
