import type { ApiModel, NamedSchema, Property, Schema } from "../../model/api-model.js";
import { propertyKey } from "../../model/names.js";
import { refsIn } from "../../model/schemas.js";
import type { View } from "../../model/views.js";
import { docComment, schemaDocs } from "../docs.js";

type ObjectShape = Schema & { readonly kind: "object" };

/** A member of an object type, ready to be printed. */
interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly docs: string | undefined;
}

/** Which optional members of a request `null` unsets. */
type Nulls = Pick<NamedSchema, "unset" | "fixed">;

const noNulls: Nulls = { unset: "none", fixed: [] };

/** Writes schemas as TypeScript types, as one side of the API sees them. */
export class TypeText {
  readonly #schemas: ReadonlyMap<string, NamedSchema>;
  readonly #view: View;
  /** Called with the name of every named type that the text uses. */
  readonly #used: (name: string) => void;

  constructor(model: Pick<ApiModel, "schemas">, view: View, used: (name: string) => void = () => {}) {
    this.#schemas = new Map(model.schemas.map((schema) => [schema.key, schema]));
    this.#view = view;
    this.#used = used;
  }

  of(schema: Schema, nulls = noNulls): string {
    switch (schema.kind) {
      case "any":
        return "unknown";
      case "never":
      case "null":
      case "boolean":
        return schema.kind;
      case "number":
        return "number";
      case "string":
        return schema.format === "binary" ? "Blob" : "string";
      case "enum":
        return enumText(schema.values, schema.extensible);
      case "array":
        return `${this.#operand(schema.items)}[]`;
      case "tuple":
        return this.#tuple(schema);
      case "object":
        return this.#object(schema, nulls);
      case "union":
        return unique(schema.of.map((part) => this.#operand(part, nulls))).join(" | ");
      case "intersection":
        return unique(schema.of.map((part) => this.#operand(part, nulls))).join(" & ");
      case "ref":
        return this.#named(schema.key);
    }
  }

  #members(properties: readonly Property[], nulls: Nulls): Member[] {
    return properties
      .filter(({ schema }) => this.#view === "request" || schema.writeOnly !== true)
      .map((property) => this.#member(property, nulls));
  }

  /** The members of an object type, each as it stands in there. */
  lines(
    { properties, additional }: Pick<ObjectShape, "properties" | "additional">,
    nulls = noNulls,
  ): string[] {
    return [
      ...this.#members(properties, nulls).map(
        ({ name, optional, type, docs }) => `${docComment(docs)}${name}${optional ? "?" : ""}: ${type};`,
      ),
      // Declared members must fit the index signature, so it can promise no more than unknown beside them.
      ...(additional === undefined ? [] : ["[member: string]: unknown;"]),
    ];
  }

  #member({ name, required, schema }: Property, { unset, fixed }: Nulls): Member {
    const ignored = this.#view === "request" && schema.readOnly === true;
    const optional = !required || ignored;
    const nullable =
      optional &&
      !ignored &&
      !fixed.includes(name) &&
      this.#view === "request" &&
      (unset === "all" || (unset === "strings" && this.#isText(schema)));
    const notes = [
      ...(ignored ? ["Read-only: allowed in a request and ignored there."] : []),
      ...(nullable ? ["`null` unsets it."] : []),
    ];
    return {
      name: propertyKey(name),
      optional,
      type: nullable ? `${this.#operand(schema)} | null` : this.of(schema),
      docs: schemaDocs(schema, notes),
    };
  }

  #tuple({ items, least, rest }: Schema & { kind: "tuple" }): string {
    const members = items.map((item, index) => (index < least ? this.of(item) : `${this.#operand(item)}?`));
    return `[${[...members, ...(rest === undefined ? [] : [`...${this.#operand(rest)}[]`])].join(", ")}]`;
  }

  #object({ properties, additional }: ObjectShape, nulls: Nulls): string {
    if (this.#members(properties, nulls).length === 0) {
      const type = additional === undefined ? "unknown" : this.of(additional);
      // A type may refer to itself through an index signature, but not through Record.
      return additional === undefined || refsIn(additional).size === 0
        ? `Record<string, ${type}>`
        : `{ [member: string]: ${type} }`;
    }
    const lines = this.lines({ properties, additional }, nulls);
    return `{\n${lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}`).join("\n")}\n}`;
  }

  #named(key: string): string {
    const schema = this.#schemas.get(key);
    if (schema === undefined) return "unknown";
    const name = this.#view === "request" ? (schema.inputName ?? schema.name) : schema.name;
    this.#used(name);
    return name;
  }

  #operand(schema: Schema, nulls = noNulls): string {
    const text = this.of(schema, nulls);
    const isCompound = schema.kind === "union" || schema.kind === "intersection" || schema.kind === "enum";
    return isCompound && /[|&]/.test(text) ? `(${text})` : text;
  }

  /** True for strings, enums of strings included. */
  #isText(schema: Schema): boolean {
    if (schema.kind === "ref") {
      const target = this.#schemas.get(schema.key)?.schema;
      return target !== undefined && target.kind !== "ref" && this.#isText(target);
    }
    return (
      schema.kind === "string" ||
      (schema.kind === "enum" && schema.values.every((value) => typeof value === "string"))
    );
  }
}

/** A union of the values. An extensible one takes any string (or number) and still completes the known ones. */
function enumText(values: readonly unknown[], extensible: boolean): string {
  // `{}` as a type would be anything but null.
  const known = unique(
    values.map((value) => JSON.stringify(value).replaceAll("{}", "Record<string, never>")),
  );
  if (!extensible) return known.join(" | ") || "never";
  return [
    ...known,
    values.every((value) => typeof value === "number") ? "(number & {})" : "(string & {})",
  ].join(" | ");
}

function unique(parts: readonly string[]): string[] {
  return [...new Set(parts)];
}
