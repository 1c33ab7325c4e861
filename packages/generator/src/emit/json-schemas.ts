import { arrayOf, isObject, objectOf, type Json, type JsonObject } from "../load/json.js";
import { componentRefTo, fromPointer, valueAt } from "../load/pointer.js";
import { assertionNames, isPattern, isUsable } from "../model/keywords.js";
import { isMarked } from "../model/marks.js";
import { componentKey } from "../model/schemas.js";
import type { View } from "../model/views.js";

/** Keywords whose values are one schema, a list of schemas, or a map of schemas (JSON Schema 2020-12). */
const one = [
  "items",
  "additionalProperties",
  "not",
  "if",
  "then",
  "else",
  "contains",
  "propertyNames",
  "unevaluatedItems",
  "unevaluatedProperties",
];
const many = ["allOf", "anyOf", "oneOf", "prefixItems"];
const maps = ["properties", "patternProperties", "dependentSchemas", "$defs"];
/** The id of a component schema as one side sees it. Encoded, because ajv reads ids as URIs. */
export function schemaId(view: View, key: string): string {
  return `${view}.${encodeURIComponent(key)}`;
}

/**
 * What the schemas are for: to check values, or to make some. A check lets values pass that the API may add later; what is made holds
 * nothing of the other view, and known values only.
 */
type Purpose = "check" | "make";

/** Rewrites OpenAPI schema objects as plain JSON Schema 2020-12 for one view: annotations dropped, references by id. */
export class JsonSchemas {
  readonly #document: JsonObject;
  readonly #view: View;
  readonly #purpose: Purpose;
  readonly #open = new Set<string>();
  /** Keys of component schemas that what was rewritten refers to. */
  readonly #needed = new Set<string>();
  readonly #done = new Map<string, JsonObject>();

  constructor(document: JsonObject, view: View, purpose: Purpose = "check") {
    this.#document = document;
    this.#view = view;
    this.#purpose = purpose;
  }

  /** A schema under an id of its own. */
  withId(id: string, raw: Json | undefined): JsonObject {
    const schema = this.rewrite(raw);
    return { $id: id, ...(isObject(schema) ? schema : schema === false ? { not: {} } : {}) };
  }

  component(key: string): JsonObject {
    const done = this.#done.get(key);
    if (done !== undefined) return done;
    const schema = this.withId(schemaId(this.#view, key), this.#resolve(componentRefTo(key)));
    this.#done.set(key, schema);
    return schema;
  }

  /** The component schemas that everything rewritten so far refers to, directly or not. */
  closure(): JsonObject[] {
    // A set also visits what is added to it on the way.
    for (const key of this.#needed) this.component(key);
    return [...this.#done.values()];
  }

  rewrite(raw: Json | undefined): JsonObject | boolean {
    if (typeof raw === "boolean") return raw;
    if (!isObject(raw)) return true;
    const out: Record<string, Json> = {};
    if (typeof raw["$ref"] === "string") Object.assign(out, this.#reference(raw["$ref"]));
    for (const keyword of assertionNames) {
      const value = raw[keyword];
      if (value !== undefined && isUsable(keyword, value)) out[keyword] = value;
    }
    for (const keyword of one) if (raw[keyword] !== undefined) out[keyword] = this.rewrite(raw[keyword]);
    for (const keyword of many) {
      const parts = arrayOf(raw[keyword]);
      if (parts.length > 0) out[keyword] = parts.map((part) => this.rewrite(part));
    }
    for (const keyword of maps) {
      if (!isObject(raw[keyword])) continue;
      const members = Object.entries(raw[keyword]).filter(
        ([name]) => keyword !== "patternProperties" || isPattern(name),
      );
      out[keyword] = Object.fromEntries(members.map(([name, part]) => [name, this.rewrite(part)]));
    }
    this.#forView(raw, out);
    return fromOpenApi30(raw, out);
  }

  #forView(raw: JsonObject, out: Record<string, Json>): void {
    const hidden = this.#view === "request" ? "readOnly" : "writeOnly";
    const foreign = Object.entries(objectOf(raw["properties"]))
      .filter(([, property]) => isMarked(this.#document, property, hidden))
      .map(([name]) => name);
    if (foreign.length > 0) {
      out["properties"] = Object.fromEntries(
        Object.entries(objectOf(out["properties"])).flatMap(([name, schema = true]) => {
          if (!foreign.includes(name)) return [[name, schema]];
          return this.#purpose === "check" ? [[name, true]] : [];
        }),
      );
      if (out["required"] !== undefined)
        out["required"] = arrayOf(raw["required"]).filter((name) => !foreign.includes(String(name)));
    }
    if (this.#view === "request") return;
    // A member or a value that is added to the API later must not break who reads its answers today.
    if (out["additionalProperties"] === false) delete out["additionalProperties"];
    if (out["unevaluatedProperties"] === false) delete out["unevaluatedProperties"];
    if (raw["x-hookspec-extensible"] === true && this.#purpose === "check") delete out["enum"];
  }

  #reference(ref: string): JsonObject {
    const key = componentKey(ref);
    if (key !== undefined) {
      this.#needed.add(key);
      return { $ref: schemaId(this.#view, key) };
    }
    if (this.#open.has(ref)) return {};
    this.#open.add(ref);
    const target = this.rewrite(this.#resolve(ref));
    this.#open.delete(ref);
    return { allOf: [target] };
  }

  #resolve(ref: string): Json | undefined {
    const tokens = fromPointer(ref);
    return tokens === undefined ? undefined : valueAt(this.#document, tokens);
  }
}

/** OpenAPI 3.0 says null and exclusive bounds in words of its own. */
function fromOpenApi30(raw: JsonObject, out: Record<string, Json>): JsonObject {
  for (const [exclusive, inclusive] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof raw[exclusive] !== "boolean") continue;
    delete out[exclusive];
    const bound = out[inclusive];
    if (raw[exclusive] && bound !== undefined) {
      out[exclusive] = bound;
      delete out[inclusive];
    }
  }
  return raw["nullable"] === true ? { anyOf: [out, { type: "null" }] } : out;
}
