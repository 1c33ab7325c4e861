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

/** `webhooks.ts`: what the document says is POSTed, each with its first example, else with what a payload can be made from. */
export function webhookStatements(
  { webhooks, callbacks }: ApiModel,
  schemas: JsonSchemas,
  runtime: string,
): Statements {
  const data = [...webhooks, ...callbacks].map(({ name, mediaType, example, jsonSchema }) => ({
    name,
    mediaType,
    example,
    schema: example === undefined && jsonSchema !== undefined ? schemas.rewrite(jsonSchema) : undefined,
  }));
  return [
    importOf("WebhookDefinition", runtime),
    declaration(
      `The webhooks${callbacks.length === 0 ? "" : " and callbacks"} of the document, to be sent by hand.`,
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
