import type { SpecDocument } from "../load/document.js";
import { arrayOf, isObject, objectOf, stringOf, type Json, type JsonObject } from "../load/json.js";
import { fromPointer } from "../load/pointer.js";
import { isUsable } from "./keywords.js";
import { isMarked } from "./marks.js";
import type { SpecProblem } from "../load/problems.js";
import type { Property, Schema, SchemaDocs, SchemaShape } from "./api-model.js";

const componentRef = /^#\/components\/schemas\/([^/]+)$/;

/** Key of the component schema that a reference names, `undefined` when it points elsewhere. */
export function componentKey(ref: string): string | undefined {
  return componentRef.test(ref) ? fromPointer(ref)?.[2] : undefined;
}

/** Reads OpenAPI schema objects (3.0 dialect and JSON Schema 2020-12 as of 3.1) into the model's own shapes. */
export class SchemaReader {
  readonly warnings: SpecProblem[] = [];
  readonly #document: SpecDocument;
  /** References being inlined: a second visit is a cycle that no named schema breaks. */
  readonly #open = new Set<string>();

  constructor(document: SpecDocument) {
    this.#document = document;
  }

  read(raw: Json | undefined): Schema {
    if (raw === false) return { kind: "never" };
    if (!isObject(raw)) return { kind: "any" };
    // What the schema says of itself counts before what it is made of.
    return { ...this.#shapeOf(raw), ...docsOf(raw), ...this.#marksOf(raw) };
  }

  #marksOf(raw: JsonObject): SchemaDocs {
    const { root } = this.#document;
    return {
      ...(isMarked(root, raw, "readOnly") ? { readOnly: true } : {}),
      ...(isMarked(root, raw, "writeOnly") ? { writeOnly: true } : {}),
    };
  }

  #shapeOf(raw: JsonObject): SchemaShape {
    const parts: Schema[] = [];
    if (typeof raw["$ref"] === "string") parts.push(this.#reference(raw["$ref"]));
    const own = this.#ownShape(raw);
    if (own !== undefined) parts.push(own);
    parts.push(...arrayOf(raw["allOf"]).map((part) => this.#branch(part, raw)));
    for (const keyword of ["oneOf", "anyOf"]) {
      const branches = arrayOf(raw[keyword]).map((part) => this.#branch(part, raw));
      if (branches.length > 0) parts.push(union(branches));
    }
    const [first, ...others] = telling(parts);
    const shape: Schema =
      first === undefined
        ? { kind: "any" }
        : others.length === 0
          ? first
          : { kind: "intersection", of: [first, ...others] };
    return raw["nullable"] === true ? nullable(shape) : shape;
  }

  #reference(ref: string): Schema {
    const key = componentKey(ref);
    if (key !== undefined) return { kind: "ref", key };
    if (this.#open.has(ref)) {
      this.warnings.push({
        at: this.#document.locate(ref),
        message: `$ref ${ref} refers to itself without a component schema between; it is typed unknown. Move it to components.schemas.`,
      });
      return { kind: "any" };
    }
    this.#open.add(ref);
    const target = this.read(this.#document.resolve(ref));
    this.#open.delete(ref);
    return target;
  }

  /** A branch of a composition. One that only says `required` speaks of the properties declared beside the composition. */
  #branch(raw: Json, parent: JsonObject): Schema {
    if (!isObject(raw) || !Array.isArray(raw["required"])) return this.read(raw);
    if (Object.keys(raw).some((keyword) => !["required", "description", "title"].includes(keyword)))
      return this.read(raw);
    const declared = objectOf(parent["properties"]);
    const properties = raw["required"]
      .map(String)
      .map((name) => ({ name, required: true, schema: this.read(declared[name]) }));
    return { kind: "object", properties, additional: undefined };
  }

  #ownShape(raw: JsonObject): Schema | undefined {
    if (raw["const"] !== undefined) return { kind: "enum", values: [raw["const"]], extensible: false };
    if (Array.isArray(raw["enum"]) && raw["enum"].length > 0) {
      return {
        kind: "enum",
        values: withoutRepeats(raw["enum"] as Json[]),
        extensible: raw["x-hookspec-extensible"] === true,
      };
    }
    const declared = raw["type"];
    const types =
      declared === undefined || !isUsable("type", declared)
        ? impliedType(raw)
        : [declared].flat().map(String);
    return types.length === 0 ? undefined : union(types.map((type) => this.#typed(type, raw)));
  }

  #typed(type: string, raw: JsonObject): Schema {
    switch (type) {
      case "null":
      case "boolean":
        return { kind: type };
      case "number":
      case "integer":
        return { kind: "number", integer: type === "integer" };
      case "string":
        return isBinary(raw)
          ? { kind: "string", format: "binary" }
          : typeof raw["format"] === "string"
            ? { kind: "string", format: raw["format"] }
            : { kind: "string" };
      case "array":
        return Array.isArray(raw["prefixItems"])
          ? this.#tuple(raw, raw["prefixItems"] as readonly Json[])
          : { kind: "array", items: this.read(raw["items"]) };
      case "object":
        return {
          kind: "object",
          properties: this.#properties(raw),
          additional: this.#additional(raw),
        };
      default:
        return { kind: "any" };
    }
  }

  /** A list may end before its `prefixItems` do, and go on after them, unless the schema says otherwise. */
  #tuple(raw: JsonObject, prefix: readonly Json[]): SchemaShape {
    const { items = raw["unevaluatedItems"], minItems } = raw;
    return {
      kind: "tuple",
      items: prefix.map((item) => this.read(item)),
      least: Math.min(prefix.length, typeof minItems === "number" ? minItems : 0),
      rest: items === false ? undefined : this.read(items),
    };
  }

  #properties(raw: JsonObject): Property[] {
    const declared = objectOf(raw["properties"]);
    const required = new Set(arrayOf(raw["required"]).map(String));
    const names = [
      ...Object.keys(declared),
      ...[...required].filter((name) => !Object.hasOwn(declared, name)),
    ];
    return names.map((name) => ({ name, required: required.has(name), schema: this.read(declared[name]) }));
  }

  #additional({ additionalProperties, patternProperties }: JsonObject): Schema | undefined {
    const patterned = Object.values(objectOf(patternProperties)).map((schema) => this.read(schema));
    if (additionalProperties === false && patterned.length > 0) return union(patterned);
    if (additionalProperties === false || (additionalProperties === undefined && patterned.length === 0))
      return undefined;
    return union([...patterned, this.read(additionalProperties)]);
  }
}

function impliedType(raw: JsonObject): string[] {
  if (
    raw["properties"] !== undefined ||
    raw["additionalProperties"] !== undefined ||
    raw["patternProperties"] !== undefined ||
    raw["required"] !== undefined
  )
    return ["object"];
  if (raw["items"] !== undefined || raw["prefixItems"] !== undefined) return ["array"];
  return [];
}

/** OpenAPI 3.0's `nullable`; an enum that lists `null` has it already. */
function nullable(shape: Schema): Schema {
  if (shape.kind === "any" || (shape.kind === "enum" && shape.values.includes(null))) return shape;
  return { kind: "union", of: [shape, { kind: "null" }] };
}

/** Bytes as they are: OpenAPI 3.1 has no `format: binary` any more (§4.14.3). */
function isBinary({ contentEncoding, contentMediaType }: JsonObject): boolean {
  return (
    contentEncoding === "binary" ||
    (contentEncoding === undefined && contentMediaType === "application/octet-stream")
  );
}

/** The parts of a composition that say something: any value says nothing, nor does any object beside other parts. */
function telling(parts: readonly Schema[]): Schema[] {
  const some = parts.filter(({ kind }) => kind !== "any");
  const rest = some.filter(
    (part) => part.kind !== "object" || part.properties.length > 0 || part.additional !== undefined,
  );
  return rest.length === 0 ? some.slice(0, 1) : rest;
}

function withoutRepeats(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function union(branches: Schema[]): Schema {
  if (branches.some(({ kind }) => kind === "any")) return { kind: "any" };
  const of = branches.filter(({ kind }) => kind !== "never");
  if (of.length === 0) return { kind: "never" };
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: "union", of };
}

function docsOf(raw: JsonObject): SchemaDocs {
  const description = stringOf(raw["description"]) ?? stringOf(raw["title"]);
  const examples = [...arrayOf(raw["examples"]), ...(raw["example"] === undefined ? [] : [raw["example"]])];
  return {
    ...(description === undefined ? {} : { description }),
    ...(raw["deprecated"] === true ? { deprecated: true } : {}),
    ...(raw["default"] === undefined ? {} : { default: raw["default"] }),
    ...(examples.length === 0 ? {} : { examples }),
    ...constraintsOf(raw),
  };
}

const constraining = (
  "format pattern minLength maxLength minimum exclusiveMinimum maximum exclusiveMaximum multipleOf " +
  "minItems maxItems uniqueItems minProperties maxProperties"
).split(" ");

function constraintsOf(raw: JsonObject): SchemaDocs {
  const found = constraining.flatMap((keyword): [string, Json][] => {
    const value = raw[keyword];
    if (value === undefined || !isUsable(keyword, value) || typeof value === "boolean")
      return keyword === "uniqueItems" && value === true ? [[keyword, value]] : [];
    // OpenAPI 3.0: `exclusiveMinimum: true` says of `minimum` what it is.
    const exclusive = `exclusive${keyword.charAt(0).toUpperCase()}${keyword.slice(1)}`;
    return [[raw[exclusive] === true ? exclusive : keyword, value]];
  });
  return found.length === 0 ? {} : { constraints: Object.fromEntries(found) };
}

/** Calls `visit` for the schema and every schema inside it, references not followed. */
export function eachSchema(schema: Schema, visit: (schema: Schema) => void): void {
  visit(schema);
  for (const child of childrenOf(schema)) eachSchema(child, visit);
}

function childrenOf(schema: Schema): readonly Schema[] {
  switch (schema.kind) {
    case "array":
      return [schema.items];
    case "tuple":
      return schema.rest === undefined ? schema.items : [...schema.items, schema.rest];
    case "object":
      return [
        ...schema.properties.map((property) => property.schema),
        ...(schema.additional === undefined ? [] : [schema.additional]),
      ];
    case "union":
    case "intersection":
      return schema.of;
    default:
      return [];
  }
}

/** Keys of the component schemas that a schema names directly. */
export function refsIn(schema: Schema): Set<string> {
  const keys = new Set<string>();
  eachSchema(schema, (inner) => {
    if (inner.kind === "ref") keys.add(inner.key);
  });
  return keys;
}
