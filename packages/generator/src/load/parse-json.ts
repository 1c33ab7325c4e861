import { isObject, type Json } from "./json.js";
import { JsonPositions } from "./json-positions.js";
import { fromPointer } from "./pointer.js";
import type { ParsedYaml } from "./parse.js";
import type { SpecProblem } from "./problems.js";

/** Deeper documents are left to the YAML parser, which says so kindly. */
const maxDepth = 500;

/**
 * A document that is plain JSON, `undefined` for any other: a tenth of the time that YAML takes, which matters for documents of
 * megabytes. What is wrong with the text is for the YAML parser to say.
 */
export function parseJson(
  text: string,
  file: string,
): (ParsedYaml & { readonly warnings: readonly SpecProblem[] }) | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  let root: Json;
  try {
    root = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const members = membersIn(root, 0);
  if (!isObject(root) || Number.isNaN(members)) return undefined;
  const positions = new JsonPositions(text);
  // JSON allows a name to stand twice, and every reader takes the last (RFC 8259 §4).
  const repeated = members === membersWritten(text) ? [] : positions.repeatedNames();
  return {
    root,
    locate: (pointer) => ({ file, ...positions.of(fromPointer(pointer) ?? []) }),
    warnings: repeated.map(({ name, ...at }) => ({
      at: { file, ...at },
      message: `The key ${JSON.stringify(name)} stands in this map again; what stands here is taken. Remove one of the two.`,
    })),
  };
}

/** How many members the text writes: more than were read when one stands twice. */
function membersWritten(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) count += 1;
  return count;
}

/** NaN where the document is too deep. */
function membersIn(value: Json | undefined, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth > maxDepth) return Number.NaN;
  const children = Object.values(value) as (Json | undefined)[];
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + membersIn(child, depth + 1), own);
}
