import { StructureKind } from "ts-morph";
import type { ApiModel, NamedSchema } from "../../model/api-model.js";
import type { Statements } from "../../print.js";
import { docsOf } from "../docs.js";
import { isNamedEnum } from "./enums.js";

/** The schemas that get a guard: what the API answers or sends, and is more than an enum. */
export function guarded(model: Pick<ApiModel, "schemas">): NamedSchema[] {
  return model.schemas.filter((named) => named.usedIn.response && !isNamedEnum(named));
}

/** `isWebhook(value): value is Webhook`, checked by the validators compiled from the spec. */
export function guards(model: ApiModel): Statements {
  const schemas = guarded(model);
  if (schemas.length === 0) return ["export {};"];
  return [
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      namedImports: schemas.map(({ name }) => name).sort(),
      moduleSpecifier: "./types.js",
    },
    {
      kind: StructureKind.ImportDeclaration,
      namespaceImport: "validators",
      moduleSpecifier: "./validators.js",
    },
    ...schemas.map(({ name }) => ({
      kind: StructureKind.Function as const,
      isExported: true,
      name: `is${name}`,
      parameters: [{ name: "value", type: "unknown" }],
      returnType: `value is ${name}`,
      statements: `return validators.${name}(value);`,
      ...docsOf(
        `True when the value fits the spec's ${name}. Members and enum values that the spec does not know yet are accepted.`,
      ),
    })),
  ];
}
