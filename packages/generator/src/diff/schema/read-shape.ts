import type { SpecDocument } from "../../load/document.js";
import { arrayOf, isObject, type Json, type JsonObject } from "../../load/json.js";
import { fromPointer, toPointer } from "../../load/pointer.js";
import { componentKey } from "../../model/schemas.js";
import { below, canonical, type Ref } from "../place.js";
import { isWithin } from "./limits.js";
import { isAnything, opaqueOf } from "./read-opaque.js";
import {
  boundsOf,
  commonTypes,
  commonValues,
  notesOf,
  prefixOf,
  propertiesIn,
  propertiesOf,
  texts,
  typeOf,
  typesOf,
  unionKeywords,
  unionsOf,
  valuesOf,
  type Part,
} from "./facets.js";
import { allTypes, type Conjunction, type Shape, type Union } from "./shape.js";

/** Reads the schemas of one document, each once. */
export class ShapeReader {
  readonly #document: SpecDocument;
  readonly #shapes = new Map<string, Shape>();
  readonly #canonicalParts = new WeakMap<JsonObject, string>();

  constructor(document: SpecDocument) {
    this.#document = document;
  }

  shape(schema: Conjunction): Shape {
    const key = keyOf(schema);
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const shape = this.#read(schema);
    this.#shapes.set(key, shape);
    return shape;
  }

  /** The same schema, one of its unions narrowed to one of its branches. */
  withBranch(schema: Conjunction, union: Union, branch: Conjunction): Conjunction {
    const parts: Part[] = [];
    for (const ref of schema) this.#expand(ref, parts, new Set(), new Set());
    const rest = parts.map(({ schema: part, pointer }): Ref => {
      const { $ref: _ref, allOf: _allOf, [union.kind]: own, ...others } = part;
      const isIt = `${pointer}/${union.kind}` === union.pointer;
      return {
        value: isIt || own === undefined ? others : { ...others, [union.kind]: own },
        pointer: isIt ? `${pointer}/${union.kind}/without` : `${pointer}/alone`,
      };
    });
    return [...rest, ...branch];
  }

  #read(schema: Conjunction): Shape {
    const parts: Part[] = [];
    const names = new Set<string>();
    const open = new Set<string>();
    const never = schema.map((ref) => this.#expand(ref, parts, names, open)).includes(false);
    const values = commonValues(parts.map(valuesOf));
    const types = commonTypes(parts.map(({ schema: part }) => typesOf(part)));
    if (never) types.clear();
    // OpenAPI 3.0, beside a reference or a composition: it says nothing by the letter (3.0.3 §4.7.24), and is meant all the same.
    const nullable = parts.some(
      ({ schema: part }) => part["nullable"] === true && part["type"] === undefined,
    );
    if (nullable && types.size > 0) types.add("null");
    const limits = {
      bounds: boundsOf(parts, types),
      multipleOf: parts.flatMap(({ schema: { multipleOf: factor } }) =>
        // Each integer is a multiple of 1.
        typeof factor === "number" && (types.has("fraction") || !Number.isInteger(1 / factor))
          ? [factor]
          : [],
      ),
      // It need not match from end to end: this fits any text.
      patterns: new Set(
        [...texts(parts, "pattern")].filter((one) => !["", ".*", "^.*", ".*$"].includes(one)),
      ),
    };
    const listedValues =
      values === undefined
        ? undefined
        : new Map([...values].filter(([, value]) => types.has(typeOf(value)) && isWithin(value, limits)));
    const narrowed = listedValues === undefined ? types : new Set([...listedValues.values()].map(typeOf));
    const fitting = listedValues !== undefined && isExhaustive(listedValues) ? undefined : listedValues;
    const additional = this.#additional(parts);
    return {
      types: narrowed,
      nullable: nullable && types.size === allTypes.length,
      values: fitting,
      extensible: parts.some(
        ({ schema: part }) =>
          part["x-hookspec-extensible"] === true || Array.isArray(part["x-extensible-enum"]),
      ),
      ...limits,
      uniqueItems: parts.some(({ schema: part }) => part["uniqueItems"] === true),
      formats: texts(parts, "format"),
      properties: propertiesOf(parts),
      required: new Set(parts.flatMap(({ schema: part }) => arrayOf(part["required"]).map(String))),
      items: listed(parts.flatMap((part) => refOf(part, "items"))),
      prefix: prefixOf(parts),
      additional: additional.schema,
      unions: parts.flatMap(unionsOf),
      opaque: opaqueOf(parts, {
        unclear: additional.unclear,
        alone: schema.length === 1,
        textOf: (value) => this.#resolved(value),
      }),
      notes: notesOf(parts),
      names,
    };
  }

  /** Adds the parts that a schema is made of; false for the schema that nothing fits. */
  #expand(ref: Ref, parts: Part[], names: Set<string>, open: Set<string>): boolean {
    const { value, pointer } = ref;
    if (value === false) return false;
    if (!isObject(value) || open.has(pointer)) return true;
    open.add(pointer);
    let possible = true;
    if (typeof value["$ref"] === "string") {
      const target = this.#document.resolve(value["$ref"]);
      const key = componentKey(value["$ref"]);
      if (key !== undefined) names.add(key);
      if (target === undefined) parts.push({ schema: { "unresolved $ref": value["$ref"] }, pointer });
      else {
        const at = { value: target, pointer: toPointer(fromPointer(value["$ref"]) ?? []) };
        possible = this.#expand(at, parts, names, open) && possible;
      }
    }
    for (const [index] of arrayOf(value["allOf"]).entries())
      possible = this.#expand(below(ref, "allOf", index), parts, names, open) && possible;
    // A union of one is that one.
    for (const keyword of unionKeywords) {
      if (arrayOf(value[keyword]).length !== 1) continue;
      possible = this.#expand(below(ref, keyword, 0), parts, names, open) && possible;
    }
    // Last, so that what it says of itself counts before what it is made of.
    parts.push({ schema: value, pointer });
    open.delete(pointer);
    return possible;
  }

  /** One part may close the object; several that do, each with members of its own, have no simple sum. */
  #additional(parts: readonly Part[]): { schema: Shape["additional"]; unclear: readonly Json[] } {
    const closing = parts.filter(({ schema }) => !isAnything(schema["additionalProperties"]));
    const declaring = parts.filter(({ schema }) => schema["properties"] !== undefined);
    const alone =
      closing.length === 0 || (closing.length === 1 && declaring.every((part) => part === closing[0]));
    const unclear = alone
      ? []
      : closing.map(({ schema }) => [
          Object.keys(propertiesIn(schema)).sort(),
          schema["additionalProperties"] ?? null,
        ]);
    const unevaluated = parts.some(({ schema }) => schema["unevaluatedProperties"] === false);
    if (unevaluated || closing.some(({ schema }) => schema["additionalProperties"] === false))
      return { schema: "forbidden", unclear };
    return { schema: listed(closing.flatMap((part) => refOf(part, "additionalProperties"))), unclear };
  }

  /** The canonical text of a value with its references written out, so that a refactoring does not change it. */
  #resolved(value: Json, open: readonly string[] = []): string {
    if (Array.isArray(value)) return `[${value.map((item: Json) => this.#resolved(item, open)).join(",")}]`;
    if (!isObject(value)) return canonical(value);
    const known = open.length === 0 ? this.#canonicalParts.get(value) : undefined;
    if (known !== undefined) return known;
    const ref = value["$ref"];
    if (typeof ref === "string") {
      const target = this.#document.resolve(ref);
      if (target === undefined || open.includes(ref)) return JSON.stringify(ref);
      return this.#resolved(target, [...open, ref]);
    }
    const members = Object.keys(value)
      .filter((name) => value[name] !== undefined)
      // Where it is no text it is a member of that name.
      .filter(
        (name) => typeof value[name] !== "string" || !["description", "title", "$comment"].includes(name),
      )
      .sort()
      .map((name) => `${JSON.stringify(name)}:${this.#resolved(value[name] ?? null, open)}`);
    const text = `{${members.join(",")}}`;
    if (open.length === 0) this.#canonicalParts.set(value, text);
    return text;
  }
}

/** What names a schema in one document: where its parts stand. */
export function keyOf(schema: Conjunction): string {
  return schema.map(({ pointer }) => pointer).join(" ");
}

function refOf({ schema, pointer }: Part, keyword: string): Ref[] {
  return schema[keyword] === undefined ? [] : [below({ value: schema, pointer }, keyword)];
}

function listed(refs: readonly Ref[]): Conjunction | undefined {
  return refs.length === 0 ? undefined : refs;
}

/** Both booleans, and no other value: listed, they say no more than their type. */
function isExhaustive(values: ReadonlyMap<string, Json>): boolean {
  return (
    values.has("true") &&
    values.has("false") &&
    [...values.values()].every((value) => value === null || typeof value === "boolean")
  );
}
