import { arrayOf, isObject, type Json, type JsonObject } from "../../load/json.js";
import { below, canonical, type Ref } from "../place.js";
import {
  allTypes,
  boundNames,
  type Bound,
  type BoundName,
  type Conjunction,
  type JsonType,
  type Shape,
  type Union,
} from "./shape.js";

/** One of the schemas that must all hold. */
export interface Part {
  readonly schema: JsonObject;
  readonly pointer: string;
}

export const unionKeywords = ["oneOf", "anyOf"] as const;

/** Keywords that say nothing of which values fit. */
export const annotations = [
  ..."title description default example examples deprecated readOnly writeOnly externalDocs $comment $id $schema".split(
    " ",
  ),
  ..."$anchor $dynamicAnchor $defs definitions discriminator x-hookspec-extensible x-extensible-enum".split(
    " ",
  ),
];

/** Bounds of how many there are: at least none is no bound. */
const counts: readonly BoundName[] = ["minLength", "minItems", "minProperties"];

export function propertiesIn(schema: JsonObject): JsonObject {
  return isObject(schema["properties"]) ? schema["properties"] : {};
}

export function propertiesOf(parts: readonly Part[]): Map<string, Conjunction> {
  const found = new Map<string, Ref[]>();
  for (const { schema, pointer } of parts) {
    for (const name of Object.keys(propertiesIn(schema))) {
      const ref = below({ value: schema, pointer }, "properties", name);
      found.set(name, [...(found.get(name) ?? []), ref]);
    }
  }
  return found;
}

export function unionsOf({ schema, pointer }: Part): Union[] {
  return unionKeywords.flatMap((kind): Union[] => {
    const branches = arrayOf(schema[kind]);
    if (branches.length < 2 || listedIn(schema, kind) !== undefined) return [];
    const at = below({ value: schema, pointer }, kind);
    return [{ kind, pointer: at.pointer, branches: branches.map((_, index) => [below(at, index)]) }];
  });
}

export function texts(parts: readonly Part[], keyword: string): Set<string> {
  return new Set(
    parts.flatMap(({ schema }) => (typeof schema[keyword] === "string" ? [schema[keyword]] : [])),
  );
}

export function typesOf(schema: JsonObject): Set<JsonType> {
  const declared = [schema["type"] ?? []].flat().map(String);
  if (declared.length === 0) return new Set(allTypes);
  const types = new Set(
    declared.flatMap((type) => (type === "number" ? (["integer", "fraction"] as const) : [type as JsonType])),
  );
  // OpenAPI 3.0; without a type beside it, it says nothing (3.0.3 §4.7.24).
  if (schema["nullable"] === true) types.add("null");
  return types;
}

export function valuesOf({ schema }: Part): ReadonlyMap<string, Json> | undefined {
  const lists = [
    schema["enum"],
    schema["x-extensible-enum"],
    schema["const"] === undefined ? undefined : [schema["const"]],
    ...unionKeywords.map((kind) => listedIn(schema, kind)),
  ];
  // An author who writes both means that null is accepted too.
  const also = schema["nullable"] === true && schema["type"] !== undefined ? [null] : [];
  return commonValues(
    lists.map((list) =>
      Array.isArray(list)
        ? new Map([...list, ...also].map((value: Json) => [canonical(value), value]))
        : undefined,
    ),
  );
}

/** Keywords of a branch that is but a list of values, with words about them. */
const listing = ["enum", "const", "type", "title", "description", "deprecated", "$comment"];

/** A union of lists of values is one list, where no value stands in two of them. */
function listedIn(schema: JsonObject, kind: (typeof unionKeywords)[number]): readonly Json[] | undefined {
  const branches = arrayOf(schema[kind]);
  if (branches.length < 2) return undefined;
  const all: Json[] = [];
  for (const branch of branches) {
    if (!isObject(branch) || Object.keys(branch).some((name) => !listing.includes(name))) return undefined;
    const values = Array.isArray(branch["enum"]) ? arrayOf(branch["enum"]) : [branch["const"]];
    const types = typesOf(branch);
    for (const value of values) {
      if (value === undefined || !types.has(typeOf(value)) || ("enum" in branch && "const" in branch))
        return undefined;
      all.push(value);
    }
  }
  return new Set(all.map(canonical)).size === all.length ? all : undefined;
}

export function typeOf(value: Json): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "fraction";
  return typeof value as JsonType;
}

/** The values that all parts list. */
export function commonValues(
  sets: readonly (ReadonlyMap<string, Json> | undefined)[],
): ReadonlyMap<string, Json> | undefined {
  return sets.reduce((all, one) => {
    if (all === undefined || one === undefined) return all ?? one;
    return new Map([...all].filter(([text]) => one.has(text)));
  }, undefined);
}

export function commonTypes(sets: readonly ReadonlySet<JsonType>[]): Set<JsonType> {
  return new Set(allTypes.filter((type) => sets.every((set) => set.has(type))));
}

export function boundsOf(parts: readonly Part[], types: ReadonlySet<JsonType>): Shape["bounds"] {
  const found: Partial<Record<BoundName, Bound>> = {};
  for (const name of Object.keys(boundNames) as BoundName[]) {
    const { lower } = boundNames[name];
    const all = parts.flatMap(({ schema }) => boundsIn(schema, name));
    const [tightest] = all.sort(
      (a, b) => (lower ? b.value - a.value : a.value - b.value) || Number(b.exclusive) - Number(a.exclusive),
    );
    if (tightest === undefined || (tightest.value <= 0 && counts.includes(name))) continue;
    found[name] = types.has("fraction") ? tightest : wholeBound(tightest, lower);
  }
  return found;
}

/** `exclusiveMaximum` is a number of its own, or (OpenAPI 3.0) a boolean beside `maximum`. */
function boundsIn(schema: JsonObject, name: BoundName): Bound[] {
  const value = schema[name];
  const exclusive =
    schema[name === "maximum" ? "exclusiveMaximum" : name === "minimum" ? "exclusiveMinimum" : ""];
  return [
    ...(typeof value === "number" ? [{ value, exclusive: exclusive === true }] : []),
    ...(typeof exclusive === "number" ? [{ value: exclusive, exclusive: true }] : []),
  ];
}

/** Among integers above 0 means from 1. */
function wholeBound({ value, exclusive }: Bound, lower: boolean): Bound {
  if (lower) return { value: exclusive ? Math.floor(value) + 1 : Math.ceil(value), exclusive: false };
  return { value: exclusive ? Math.ceil(value) - 1 : Math.floor(value), exclusive: false };
}

/** The places of `prefixItems`, where one part alone speaks of items. */
export function prefixOf(parts: readonly Part[]): readonly Conjunction[] {
  const speaking = parts.filter(({ schema }) =>
    ["prefixItems", "items", "unevaluatedItems"].some((keyword) => schema[keyword] !== undefined),
  );
  const [only] = speaking;
  if (only === undefined || speaking.length > 1 || only.schema["unevaluatedItems"] !== undefined) return [];
  const at = below({ value: only.schema, pointer: only.pointer }, "prefixItems");
  return arrayOf(at.value).map((_, index) => [below(at, index)]);
}

/** What the schema says for people and tools. */
export function notesOf(parts: readonly Part[]): JsonObject {
  const notes: Record<string, Json> = {};
  for (const { schema } of parts) {
    for (const [name, value] of Object.entries(schema)) {
      if (value !== undefined && (annotations.includes(name) || name.startsWith("x-"))) notes[name] = value;
    }
  }
  return notes;
}
