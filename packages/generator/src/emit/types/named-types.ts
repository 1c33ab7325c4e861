import { StructureKind } from "ts-morph";
import type { ApiModel, NamedSchema } from "../../model/api-model.js";
import type { View } from "../../model/views.js";
import { declaration, interfaceText, schemaDocs } from "../docs.js";
import type { Statements } from "../../print.js";
import { isNamedEnum } from "./enums.js";
import { TypeText } from "./type-text.js";

/** One exported type per component schema, two where a request's view differs from a response's. */
export function namedTypes(model: ApiModel): Statements {
  const enums = new Set(model.schemas.filter(isNamedEnum).map(({ name }) => name));
  const usedEnums = new Set<string>();
  const used = (name: string) => {
    if (enums.has(name)) usedEnums.add(name);
  };
  const texts = {
    request: new TypeText(model, "request", used),
    response: new TypeText(model, "response", used),
  };
  const declarations = model.schemas
    .filter((schema) => !isNamedEnum(schema))
    .flatMap((schema) => {
      const view: View = schema.usedIn.response ? "response" : "request";
      const main = declare(schema, schema.name, texts[view]);
      return schema.inputName === undefined
        ? [main]
        : [main, declare(schema, schema.inputName, texts.request)];
    });
  return [...enumImport(usedEnums), ...declarations];
}

function enumImport(names: ReadonlySet<string>): Statements {
  if (names.size === 0) return [];
  return [
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      namedImports: [...names].sort(),
      moduleSpecifier: "./enums.js",
    },
  ];
}

function declare(
  { schema, unset, fixed, name: original }: NamedSchema,
  name: string,
  text: TypeText,
): string {
  const notes = name === original ? [] : [`${original} as a request may send it.`];
  const docs = schemaDocs(withoutExamples(schema), notes);
  if (schema.kind !== "object" || schema.properties.length === 0) {
    return declaration(docs, `export type ${name} = ${text.of(schema, { unset, fixed })};`);
  }
  return interfaceText(docs, name, text.lines(schema, { unset, fixed }));
}

/** An example of a whole object is long; it stands in the spec and the README. */
function withoutExamples<T extends { readonly examples?: unknown }>(schema: T): Omit<T, "examples"> {
  const { examples: _examples, ...rest } = schema;
  return rest;
}
