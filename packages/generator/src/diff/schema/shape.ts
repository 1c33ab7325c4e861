import type { Json, JsonObject } from "../../load/json.js";
import type { Ref } from "../place.js";

/** What a schema says, its references followed and its allOf merged: the same for each way of writing it. */
export interface Shape {
  /** JSON types that it accepts; `integer` is a type of its own, and `number` has the others. */
  readonly types: ReadonlySet<JsonType>;
  /** `nullable: true` beside a composition whose branches have the types. */
  readonly nullable: boolean;
  /** Canonical text → value; `undefined` where any value of the types fits. */
  readonly values: ReadonlyMap<string, Json> | undefined;
  /** The values may grow: `x-hookspec-extensible`, or `x-extensible-enum`. */
  readonly extensible: boolean;
  readonly bounds: Readonly<Partial<Record<BoundName, Bound>>>;
  readonly multipleOf: readonly number[];
  readonly uniqueItems: boolean;
  readonly patterns: ReadonlySet<string>;
  readonly formats: ReadonlySet<string>;
  readonly properties: ReadonlyMap<string, Conjunction>;
  readonly required: ReadonlySet<string>;
  readonly items: Conjunction | undefined;
  /** What members that are not declared must fit: `forbidden`, a schema, or `undefined` for anything. */
  readonly additional: Conjunction | "forbidden" | undefined;
  /** Each oneOf and anyOf; all must hold. */
  readonly unions: readonly Union[];
  /** What the first items must fit, each by its place: `prefixItems`. */
  readonly prefix: readonly Conjunction[];
  /** The keywords that have no member here, each with its values in all parts. */
  readonly opaque: ReadonlyMap<string, readonly OpaqueValue[]>;
  readonly notes: JsonObject;
  /** Names of the component schemas that it is made of: the same name is the same thing in both documents. */
  readonly names: ReadonlySet<string>;
}

/** A schema as a list of parts that must all hold, each where it stands. */
export type Conjunction = readonly Ref[];

/** A value, its references written out in its canonical text. */
export interface OpaqueValue {
  readonly text: string;
  readonly ref: Ref;
}

export interface Union {
  readonly kind: "oneOf" | "anyOf";
  readonly branches: readonly Conjunction[];
  readonly pointer: string;
}

export interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

export type JsonType = "null" | "boolean" | "integer" | "fraction" | "string" | "array" | "object";

/** A bound's keyword, the type that it speaks of, and whether it is one from below. */
export const boundNames = {
  maximum: { id: "max", type: "fraction", lower: false },
  minimum: { id: "min", type: "fraction", lower: true },
  maxLength: { id: "max-length", type: "string", lower: false },
  minLength: { id: "min-length", type: "string", lower: true },
  maxItems: { id: "max-items", type: "array", lower: false },
  minItems: { id: "min-items", type: "array", lower: true },
  maxProperties: { id: "max-properties", type: "object", lower: false },
  minProperties: { id: "min-properties", type: "object", lower: true },
} as const;

export type BoundName = keyof typeof boundNames;

/** `number` is the integers and the fractions. */
export const allTypes = ["null", "boolean", "integer", "fraction", "string", "array", "object"] as const;

/** The types as a spec would write them. */
export function typesInWords(types: ReadonlySet<JsonType>): string {
  if (types.size === allTypes.length) return "any type";
  if (types.size === 0) return "no value";
  const names = allTypes.filter((type) => types.has(type));
  return names
    .filter((type) => type !== "integer" || !types.has("fraction"))
    .map((type) => (type === "fraction" ? "number" : type))
    .join(" or ");
}
