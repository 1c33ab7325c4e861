import { StructureKind, type StatementStructures } from "ts-morph";
import type { ApiModel, NamedSchema, Schema } from "../../model/api-model.js";
import { camelCase, Names } from "../../model/names.js";
import type { Statements } from "../../print.js";
import { declaration, docsOf, schemaDocs } from "../docs.js";
import { literal } from "../literal.js";

type NamedEnum = NamedSchema & { readonly schema: Schema & { readonly kind: "enum" } };

/** An enum of strings or numbers with a name of its own: it gets an array of its values and a guard. */
export function isNamedEnum(named: NamedSchema): named is NamedEnum {
  return (
    named.schema.kind === "enum" &&
    named.schema.values.every((value) => typeof value === "string" || typeof value === "number")
  );
}

/** For each named enum: its values as a const array, its type, and a guard. */
export function enums(model: ApiModel): Statements {
  const names = enumNames(model);
  return model.schemas
    .filter(isNamedEnum)
    .flatMap((named) => enumStatements(named, names.get(named.key) as EnumNames));
}

export interface EnumNames {
  /** Array of the values: `eventValues`. */
  readonly values: string;
  /** Type of the values that the spec names: `KnownEvent`, or the enum's own name where it does not grow. */
  readonly known: string;
}

/** The further names of every named enum, by its key: free of what the package exports besides. */
export function enumNames({ schemas }: Pick<ApiModel, "schemas">): Map<string, EnumNames> {
  const types = schemas.flatMap(({ name, inputName }) => [
    name,
    ...(inputName === undefined ? [] : [inputName]),
  ]);
  const names = new Names([...types, ...types.map((name) => `is${name}`)]);
  return new Map(
    schemas.filter(isNamedEnum).map(({ key, name, schema }) => [
      key,
      {
        values: names.claim(`${camelCase(name)}Values`),
        known: schema.extensible ? names.claim(`Known${name}`) : name,
      },
    ]),
  );
}

function enumStatements(
  { name, schema }: NamedEnum,
  { values, known }: EnumNames,
): (StatementStructures | string)[] {
  const anyOther = schema.values.every((value) => typeof value === "number")
    ? "(number & {})"
    : "(string & {})";
  const growing = "New values may be added at any time: keep a branch for one that is not known yet.";
  return [
    declaration(
      `Every ${name} that the spec names, in its order.`,
      `export const ${values} = ${literal(schema.values)} as const;`,
    ),
    declaration(
      schema.extensible ? `The values of ${name} that this version of the spec names.` : schemaDocs(schema),
      `export type ${known} = (typeof ${values})[number];`,
    ),
    ...(schema.extensible
      ? [declaration(schemaDocs(schema, [growing]), `export type ${name} = ${known} | ${anyOther};`)]
      : []),
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
