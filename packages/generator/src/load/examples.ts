import { readFile } from "node:fs/promises";
import path from "node:path";
import type { SpecDocument } from "./document.js";
import type { Json, JsonObject } from "./json.js";
import { toPointer } from "./pointer.js";
import { whyUnreadable, type SpecProblem } from "./problems.js";
import { walk } from "./walk.js";

/** The examples that stand in files of their own (`externalValue`, relative to the spec), by their Example Object. */
export async function readExternalExamples(
  document: SpecDocument,
): Promise<{ examples: Map<JsonObject, Json>; problems: SpecProblem[] }> {
  const found: { example: JsonObject; target: string; pointer: string }[] = [];
  walk(document.root, (value, kind, tokens) => {
    const target = value["externalValue"];
    // Only files beside the spec: nothing is fetched.
    if (kind !== "example" || typeof target !== "string" || /^[a-z][a-z0-9+.-]*:/i.test(target)) return;
    found.push({ example: value, target, pointer: toPointer([...tokens, "externalValue"]) });
  });
  const examples = new Map<JsonObject, Json>();
  const problems: SpecProblem[] = [];
  for (const { example, target, pointer } of found) {
    try {
      const text = await readFile(path.resolve(path.dirname(document.file), target), "utf8");
      examples.set(example, JSON.parse(text.replace(/^\uFEFF/, "")) as Json);
    } catch (error) {
      const why = error instanceof SyntaxError ? `it is not JSON (${error.message})` : whyUnreadable(error);
      const message = `Failed to read example ${target}: ${why}. Name a JSON file, relative to the spec.`;
      problems.push({ at: document.locate(pointer), message });
    }
  }
  return { examples, problems };
}
