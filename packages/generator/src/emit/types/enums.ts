import { StructureKind, type StatementStructures } from "ts-morph";
import type { ApiModel, NamedSchema, Schema } from "../../model/api-model.js";
import { camelCase } from "../../model/names.js";
import type { Statements } from "../../print.js";
import { declaration, docsOf, schemaDocs } from "../docs.js";
import { literal } from "../literal.js";

type NamedEnum = NamedSchema & { readonly schema: Schema & { readonly kind: "enum" } };

/** An enum of strings or numbers with a name of its own: it gets an array of its values and a guard. */
export function isNamedEnum(named: NamedSchema): named is NamedEnum {
  return named.schema.kind === "enum" && named.schema.values.every((value) => typeof value === "string" || typeof value === "number");
}

/** For each named enum: its values as a const array, its type, and a guard. */
export function enums(model: ApiModel): Statements {
  return model.schemas.filter(isNamedEnum).flatMap(enumStatements);
}

function enumStatements({ name, schema }: NamedEnum): (StatementStructures | string)[] {
  const values = `${camelCase(name)}Values`;
  const known = schema.extensible ? `Known${name}` : name;
  const anyOther = schema.values.every((value) => typeof value === "number") ? "(number & {})" : "(string & {})";
  const growing = "New values may be added at any time: keep a branch for one that is not known yet.";
  return [
    declaration(`Every ${name} that the spec names, in its order.`, `export const ${values} = ${literal(schema.values)} as const;`),
    declaration(
      schema.extensible ? `The values of ${name} that this version of the spec names.` : schemaDocs(schema),
      `export type ${known} = (typeof ${values})[number];`,
    ),
    ...(schema.extensible ? [declaration(schemaDocs(schema, [growing]), `export type ${name} = ${known} | ${anyOther};`)] : []),
    {
      kind: StructureKind.Function,
      isExported: true,
      name: `is${name}`,
      parameters: [{ name: "value", type: "unknown" }],
      returnType: `value is ${known}`,
      statements: `return (${values} as readonly unknown[]).includes(value);`,
      ...docsOf(`True for a value that ${values} holds.`),
    },
  ];
}
