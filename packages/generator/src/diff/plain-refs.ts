import type { SpecDocument } from "../load/document.js";
import { documentOf } from "../load/document.js";
import { isObject, type Json, type JsonObject } from "../load/json.js";
import { toPointer } from "../load/pointer.js";
import { walk } from "../load/walk.js";

/** The document with its references to anchors (`#pet`) written as paths; itself where it has none. */
export function withPlainRefs(document: SpecDocument): SpecDocument {
  const anchors = new Map<string, string>();
  const referring = new Map<JsonObject, string>();
  walk(document.root, (value, kind, tokens) => {
    if (kind !== "schema") return;
    for (const name of ["$anchor", "$dynamicAnchor"])
      if (typeof value[name] === "string") anchors.set(`#${value[name]}`, `#${toPointer(tokens)}`);
    if (typeof value["$ref"] === "string") referring.set(value, value["$ref"]);
  });
  const targets = new Map(
    [...referring].flatMap(([value, ref]): [JsonObject, string][] => {
      const target = anchors.get(ref);
      return target === undefined ? [] : [[value, target]];
    }),
  );
  if (targets.size === 0) return document;
  return { ...document, ...documentOf(document.file, rewritten(document.root, targets), document.locate) };
}

function rewritten(root: JsonObject, targets: ReadonlyMap<JsonObject, string>): JsonObject {
  const copy = (value: Json | undefined): Json | undefined => {
    if (Array.isArray(value)) return value.map((item: Json) => copy(item) ?? null);
    if (!isObject(value)) return value;
    const target = targets.get(value);
    return {
      ...Object.fromEntries(Object.entries(value).map(([name, child]) => [name, copy(child)])),
      ...(target === undefined ? {} : { $ref: target }),
    };
  };
  return copy(root) as JsonObject;
}
