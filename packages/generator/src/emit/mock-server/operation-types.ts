import { StructureKind } from "ts-morph";
import type { ApiModel, Callback, Operation, Parameter, Response, Webhook } from "../../model/api-model.js";
import { propertyKey } from "../../model/names.js";
import { isJson } from "../../model/operations.js";
import type { Statements } from "../../print.js";
import { isSuccess } from "../client/statuses.js";
import { declaration, docComment } from "../docs.js";
import { typeImport } from "../imports.js";
import { apiName } from "../packages.js";
import { TypeText } from "../types/type-text.js";

/** Names of the types that the mock server package declares. */
export interface MockTypeNames {
  /** Argument of `emit`. */
  readonly change: string;
  readonly mock: string;
  /** operationId → types. */
  readonly operations: string;
  /** Webhook → sender. */
  readonly webhooks: string;
}

/** Schemas of such names get others in the model. */
export function mockTypeNames(model: ApiModel): MockTypeNames {
  const api = apiName(model);
  return {
    change: `${api}Change`,
    mock: `${api}MockServer`,
    operations: `${api}Operations`,
    webhooks: `${api}Webhooks`,
  };
}

/** `operations.ts`: what overrides get and give, and what webhooks carry. */
export function operationTypeStatements(
  model: ApiModel,
  names: MockTypeNames,
  types: string,
  runtime: string,
): Statements {
  const used = new Set<string>();
  const request = new TypeText(model, "request", (name) => used.add(name));
  const response = new TypeText(model, "response", (name) => used.add(name));
  const operations = model.operations.map((operation) => operationMember(operation, request, response));
  const webhooks = [
    ...model.webhooks.map((webhook) => webhookMember(webhook, response)),
    ...model.callbacks.map((callback) => callbackMember(callback, response)),
  ];
  return [
    ...(webhooks.length === 0 ? [] : [senderImport(runtime)]),
    ...typeImport(used, types),
    declaration(
      `What each operation of the ${model.title} takes and gives: \`mock.on\` types an override by it.`,
      `export interface ${names.operations} ${block(operations)}`,
    ),
    declaration(
      `The webhooks${model.callbacks.length === 0 ? "" : " and callbacks"} of the ${model.title}: \`mock.webhooks\`.`,
      `export interface ${names.webhooks} ${block(webhooks)}`,
    ),
  ];
}

function senderImport(moduleSpecifier: string) {
  return {
    kind: StructureKind.ImportDeclaration as const,
    isTypeOnly: true,
    namedImports: ["WebhookSender"],
    moduleSpecifier,
  };
}

function operationMember(operation: Operation, request: TypeText, response: TypeText): string {
  const { id, httpMethod, path, parameters } = operation;
  const places = (["path", "query", "header", "cookie"] as const).map((place) => {
    const own = parameters.filter((parameter) => parameter.in === place);
    return `${place}: ${parametersType(own, request)};`;
  });
  const members = [
    `parameters: ${block(places)};`,
    `body: ${bodyType(operation, request)};`,
    `response: ${responseType(operation.responses, response)};`,
  ];
  return `${docComment(`\`${httpMethod} ${path}\``)}${propertyKey(id)}: ${block(members)};`;
}

function parametersType(parameters: readonly Parameter[], text: TypeText): string {
  if (parameters.length === 0) return "Record<string, never>";
  const members = parameters.map(
    ({ name, required, schema }) => `${propertyKey(name)}${required ? "" : "?"}: ${text.of(schema)};`,
  );
  const line = `{ ${members.join(" ").replace(/;$/, "")} }`;
  return line.length <= 80 && !line.includes("\n") ? line : block(members);
}

/** The runtime parses JSON only; other bodies it lets pass unread. */
function bodyType({ body }: Operation, text: TypeText): string {
  const isRead = (mediaType: string) => isJson(mediaType) || mediaType === "*/*";
  if (body === undefined || !body.mediaTypes.some(isRead)) return "undefined";
  const type = text.of(body.schema, body);
  return body.required && body.mediaTypes.every(isRead) ? type : `${type} | undefined`;
}

function responseType(responses: readonly Response[], text: TypeText): string {
  const types = new Set(responses.filter(isSuccess).map((response) => dataType(response, text)));
  return [...types].join(" | ") || "unknown";
}

function dataType({ mediaType, schema }: Response, text: TypeText): string {
  if (mediaType === undefined) return "undefined";
  if (!isJson(mediaType)) return "string";
  return schema === undefined ? "unknown" : text.of(schema);
}

function webhookMember({ name, description, schema }: Webhook, text: TypeText): string {
  const payload = schema === undefined ? "" : `<${text.of(schema)}>`;
  const [summary] = (description ?? "").trim().split("\n", 1);
  return `${docComment(summary)}readonly ${propertyKey(name)}: WebhookSender${payload};`;
}

/** Where the URL comes from is told: finding it there is left to the test. */
function callbackMember({ url, origin, description, ...callback }: Callback, text: TypeText): string {
  const [summary = ""] = (description ?? "").trim().split("\n", 1);
  const place = `Callback of \`${origin}\`: POSTed to \`${url}\`.`;
  return webhookMember({ ...callback, description: `${place} ${summary}`.trim() }, text);
}

function block(members: readonly string[]): string {
  if (members.length === 0) return "{}";
  return `{\n${members.map((member) => `  ${member.replaceAll("\n", "\n  ")}\n`).join("")}}`;
}
