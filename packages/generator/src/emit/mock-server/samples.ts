import { StructureKind } from "ts-morph";
import type { ApiModel } from "../../model/api-model.js";
import type { Statements } from "../../print.js";
import { declaration } from "../docs.js";
import type { JsonSchemas } from "../json-schemas.js";
import { literal } from "../literal.js";

/** `schemas.ts`: what the schemas of responses refer to, for making data. */
export function schemaStatements(schemas: JsonSchemas, runtime: string): Statements {
  const byId = schemas.closure().map(({ $id, ...schema }) => [$id, schema]);
  return [
    importOf("JsonSchema", runtime),
    declaration(
      "The schemas that the responses refer to, by id.",
      `export const schemas: Readonly<Record<string, JsonSchema>> = ${literal(Object.fromEntries(byId))};`,
    ),
  ];
}

/** `webhooks.ts`: the document's webhooks, each with its first example. */
export function webhookStatements({ webhooks }: ApiModel, runtime: string): Statements {
  const data = webhooks.map(({ name, mediaType, example }) => ({ name, mediaType, example }));
  return [
    importOf("WebhookDefinition", runtime),
    declaration(
      "The webhooks of the document, to be sent by hand.",
      `export const webhooks: readonly WebhookDefinition[] = ${literal(data)};`,
    ),
  ];
}

function importOf(type: string, moduleSpecifier: string) {
  return {
    kind: StructureKind.ImportDeclaration as const,
    isTypeOnly: true,
    namedImports: [type],
    moduleSpecifier,
  };
}
