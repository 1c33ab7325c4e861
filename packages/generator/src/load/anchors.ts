import { documentOf, type SpecDocument } from "./document.js";
import { isObject, type Json, type JsonObject } from "./json.js";
import { fromPointer, toPointer, valueAt } from "./pointer.js";
import { walk } from "./walk.js";

/**
 * References that are no paths from the document's top, as such paths: anchors (`#node`, `$dynamicRef`, JSON Schema 2020-12 §8.2),
 * `$recursiveRef` of 2019-09, and paths that start at the schema around them (`#/$defs/Inner`, as tools write that keep a schema's
 * parts together). What leads nowhere is left for the check of references to name.
 */
export function withAnchorsAsPaths(document: SpecDocument): SpecDocument {
  const { root } = document;
  const anchors = new Map<string, string>();
  const uses: { schema: JsonObject; tokens: readonly string[] }[] = [];
  walk(root, (schema, kind, tokens) => {
    if (kind !== "schema") return;
    for (const name of [schema["$anchor"], schema["$dynamicAnchor"]]) {
      if (typeof name === "string" && !anchors.has(name)) anchors.set(name, `#${toPointer(tokens)}`);
    }
    if (isForeign(root, schema)) uses.push({ schema, tokens });
  });
  const paths = new Map<JsonObject, string>();
  for (const { schema, tokens } of uses) {
    const target = targetOf(root, schema, tokens, anchors);
    if (target !== undefined) paths.set(schema, target);
  }
  if (paths.size === 0) return document;
  return documentOf(document.file, withPaths(root, paths) as JsonObject, document.locate);
}

function isForeign(root: JsonObject, { $ref, $dynamicRef, $recursiveRef }: JsonObject): boolean {
  if ($dynamicRef !== undefined || $recursiveRef !== undefined) return true;
  if (typeof $ref !== "string" || !$ref.startsWith("#")) return false;
  const tokens = fromPointer($ref);
  return tokens === undefined || (tokens.length > 0 && valueAt(root, tokens) === undefined);
}

function targetOf(
  root: JsonObject,
  schema: JsonObject,
  tokens: readonly string[],
  anchors: ReadonlyMap<string, string>,
): string | undefined {
  // Nothing extends a schema here, so the outermost one is the component.
  if (schema["$recursiveRef"] === "#" && tokens[1] === "schemas") return `#${toPointer(tokens.slice(0, 3))}`;
  const ref = schema["$ref"] ?? schema["$dynamicRef"];
  if (typeof ref !== "string" || !ref.startsWith("#")) return undefined;
  const below = fromPointer(ref);
  if (below === undefined) return anchors.get(ref.slice(1));
  for (let length = tokens.length; length > 0; length -= 1) {
    const start = tokens.slice(0, length);
    if (valueAt(root, [...start, ...below]) !== undefined) return `#${toPointer([...start, ...below])}`;
  }
  return undefined;
}

function withPaths(value: Json | undefined, paths: ReadonlyMap<JsonObject, string>): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => withPaths(item, paths) ?? null);
  if (!isObject(value)) return value;
  const { $recursiveRef: _recursive, $dynamicRef: _dynamic, ...rest } = value;
  const path = paths.get(value);
  const members = Object.entries(path === undefined ? value : rest);
  const copy = Object.fromEntries(members.map(([name, child]) => [name, withPaths(child, paths)]));
  return path === undefined ? copy : { ...copy, $ref: path };
}
