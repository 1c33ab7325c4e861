import { documentOf, type SpecDocument } from "./document.js";
import { isObject, type JsonObject } from "./json.js";
import { toPointer } from "./pointer.js";
import type { SpecProblem } from "./problems.js";
import { SpecError } from "./problems.js";
import { walk } from "./walk.js";

/** Every `$ref` of the document with the place where it stands. What examples and defaults hold is data, not references. */
function* references({ root }: SpecDocument): Generator<{ ref: string; pointer: string }> {
  const found: { ref: string; pointer: string }[] = [];
  walk(root, (value, tokens) => {
    if (!isObject(value) || typeof value["$ref"] !== "string") return;
    if (tokens.some((token, index) => isData(token, tokens[index - 1]))) return;
    found.push({ ref: value["$ref"], pointer: toPointer([...tokens, "$ref"]) });
  });
  yield* found;
}

function isData(token: string, parent: string | undefined): boolean {
  if (parent === "properties" || parent === "schemas" || parent === "examples") return false;
  return token === "example" || token === "default" || token === "const" || token === "enum" || token === "value";
}

/** Pulls other files in. A document of one file, the usual case, never loads the bundler. */
export async function bundleIfMultiFile(document: SpecDocument): Promise<SpecDocument> {
  const external = [...references(document)].find(({ ref }) => !ref.startsWith("#"));
  if (external === undefined) return document;
  const { bundle, createConfig } = await import("@redocly/openapi-core");
  const at = document.locate(external.pointer);
  try {
    const { bundle: bundled, problems } = await bundle({ ref: document.file, config: await createConfig({}) });
    const errors = problems.filter(({ severity }) => severity === "error");
    if (errors.length > 0) {
      throw new SpecError(errors.map((problem) => ({ at, message: problem.message })));
    }
    // What came from another file has no place in this one: its nearest ancestor here is named.
    return documentOf(document.file, bundled.parsed as JsonObject, document.locate);
  } catch (error) {
    if (error instanceof SpecError) throw error;
    throw new SpecError([{ at, message: `Failed to follow $ref ${external.ref}: ${error instanceof Error ? error.message : String(error)}` }]);
  }
}

/** References that point at nothing. */
export function checkRefs(document: SpecDocument): SpecProblem[] {
  return [...references(document)]
    .filter(({ ref }) => ref.startsWith("#") && document.resolve(ref) === undefined)
    .map(({ ref, pointer }) => ({
      at: document.locate(pointer),
      message: `$ref ${ref} points at nothing. Correct the path, or add what it names.`,
    }));
}
