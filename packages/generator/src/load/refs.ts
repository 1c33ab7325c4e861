import path from "node:path";
import { documentOf, type SpecDocument } from "./document.js";
import type { JsonObject } from "./json.js";
import { toPointer } from "./pointer.js";
import { SpecError, type Location, type SpecProblem } from "./problems.js";
import { walk } from "./walk.js";

/** Every `$ref` of the document with the place where it stands. What examples and defaults hold is data, not references. */
function references({ root }: SpecDocument): { ref: string; pointer: string }[] {
  const found: { ref: string; pointer: string }[] = [];
  walk(root, (value, _kind, tokens) => {
    if (typeof value["$ref"] === "string")
      found.push({ ref: value["$ref"], pointer: toPointer([...tokens, "$ref"]) });
  });
  return found;
}

/** Pulls other files in. A document of one file, the usual case, never loads the bundler. */
export async function bundleIfMultiFile(document: SpecDocument): Promise<SpecDocument> {
  const external = references(document).find(({ ref }) => !ref.startsWith("#"));
  if (external === undefined) return document;
  const at = document.locate(external.pointer);
  const remote = references(document).find(({ ref }) => /^[a-z][a-z0-9+.-]*:/i.test(ref));
  if (remote !== undefined) {
    const message = `$ref ${remote.ref} is not a file; nothing is fetched. Download it and refer to the copy.`;
    throw new SpecError([{ at: document.locate(remote.pointer), message }]);
  }
  const { bundle, createConfig, getLineColLocation } = await import("@redocly/openapi-core");
  try {
    const { bundle: bundled, problems } = await bundle({
      ref: document.file,
      config: await createConfig({}),
    });
    const errors = problems.filter(({ severity }) => severity === "error");
    if (errors.length > 0) {
      throw new SpecError(
        errors.map(({ location: [location], message }) => {
          const place = location === undefined ? undefined : getLineColLocation(location);
          return {
            at: place === undefined ? at : locationIn(document.file, place.source.absoluteRef, place.start),
            message: `${message.replace(/\.$/, "")}. Correct the path, or add what it names.`,
          };
        }),
      );
    }
    // What came from another file has no place in this one: its nearest ancestor here is named.
    return documentOf(document.file, bundled.parsed as JsonObject, document.locate);
  } catch (error) {
    if (error instanceof SpecError) throw error;
    const why = (error instanceof Error ? error.message : String(error)).replace(/\.?$/, ".");
    throw new SpecError([
      { at, message: `Failed to follow $ref ${external.ref}: ${why} Correct the path or that file.` },
    ]);
  }
}

/** Places are given relative to where the spec was found, as its own path is. */
function locationIn(spec: string, absolute: string, start: { line: number; col: number }): Location {
  const folder = path.dirname(spec);
  return {
    file: path.join(folder, path.relative(path.resolve(folder), absolute)),
    line: start.line,
    col: start.col,
  };
}

/** References that point at nothing. */
export function checkRefs(document: SpecDocument): SpecProblem[] {
  return references(document)
    .filter(({ ref }) => ref.startsWith("#") && document.resolve(ref) === undefined)
    .map(({ ref, pointer }) => ({
      at: document.locate(pointer),
      message: /^#($|\/)/.test(ref)
        ? `$ref ${ref} points at nothing. Correct the path, or add what it names.`
        : `$ref ${ref} names no anchor of this document. Add it, or use a path such as #/components/schemas/Pet.`,
    }));
}
