import type { ApiModel, Operation, Parameter, Response, Schema, Webhook } from "../../model/api-model.js";
import { Names, pascalCase, propertyKey } from "../../model/names.js";
import { isJson } from "../../model/operations.js";
import { exportedNames } from "../../model/to-model.js";
import type { Statements } from "../../print.js";
import { declaration, docComment, interfaceText, schemaDocs } from "../docs.js";
import { typeImport } from "../imports.js";
import { isNamedEnum } from "./enums.js";
import { schemaTypes } from "./exported.js";
import { TypeText } from "./type-text.js";

/** Names of the types of operations and webhooks. */
export interface OperationTypeNames {
  readonly of: ReadonlyMap<Operation | Operation["body"] | Response | Webhook, string>;
  readonly all: readonly string[];
}

/** Free of what the packages export besides: `GetPetParameters`, `GetPetBody`, `GetPet200Response`, `BornWebhook`. */
export function operationTypeNames(model: ApiModel): OperationTypeNames {
  const names = new Names([...schemaTypes(model), ...exportedNames(model.name, model.webhooks)]);
  const of = new Map<Operation | Operation["body"] | Response | Webhook, string>();
  for (const operation of model.operations) {
    const { method, parameters, body, responses } = operation;
    const pascal = pascalCase(method);
    if (parameters.length > 0) of.set(operation, names.claim(`${pascal}Parameters`));
    if (body !== undefined) of.set(body, names.claim(`${pascal}Body`));
    for (const response of responses) {
      const status = response.status === "default" ? "Default" : response.status;
      of.set(response, names.claim(`${pascal}${status}Response`));
    }
  }
  for (const webhook of model.webhooks) of.set(webhook, names.claim(`${pascalCase(webhook.name)}Webhook`));
  for (const callback of model.callbacks)
    of.set(callback, names.claim(`${pascalCase(callback.name)}Callback`));
  return { of, all: [...of.values()] };
}

/** `operations.ts`: what each operation takes and answers, and what each webhook carries, by name. */
export function operationTypes(model: ApiModel): Statements {
  const { of: names } = operationTypeNames(model);
  const used = new Set<string>();
  const request = new TypeText(model, "request", (name) => used.add(name));
  const response = new TypeText(model, "response", (name) => used.add(name));
  const alias = (of: Operation["body"] | Response | Webhook, docs: string, type: string) =>
    declaration(docs, `export type ${names.get(of)} = ${type};`);
  const statements = [
    ...model.operations.flatMap((operation) => {
      const { method, body, parameters, responses, httpMethod, path } = operation;
      const call = `\`${httpMethod} ${path}\``;
      return [
        ...(parameters.length === 0
          ? []
          : [parametersType(names.get(operation) ?? method, operation, request)]),
        ...(body === undefined
          ? []
          : [alias(body, withText(`Body of ${call}.`, body.description), request.of(body.schema, body))]),
        ...responses.map((one) =>
          alias(one, withText(`Answer ${one.status} of ${call}.`, one.description), dataType(one, response)),
        ),
      ];
    }),
    ...[...model.webhooks, ...model.callbacks].map((webhook) =>
      alias(
        webhook,
        withText(`Payload of \`${webhook.name}\`.`, webhook.description),
        webhook.schema === undefined ? "unknown" : response.of(webhook.schema),
      ),
    ),
  ];
  return [...importsOf(model, used), ...statements];
}

function importsOf(model: ApiModel, used: ReadonlySet<string>): Statements {
  const enums = new Set(model.schemas.filter(isNamedEnum).map(({ name }) => name));
  const from = (isEnum: boolean) => new Set([...used].filter((name) => enums.has(name) === isEnum));
  return [...typeImport(from(true), "./enums.js"), ...typeImport(from(false), "./types.js")];
}

function withText(first: string, description: string | undefined): string {
  return description === undefined || description.trim() === "" ? first : `${first}\n\n${description.trim()}`;
}

/** Parameters by the place where they stand; a place may be left out when none of its parameters is required. */
function parametersType(name: string, { parameters, httpMethod, path }: Operation, text: TypeText): string {
  const places = (["path", "query", "header", "cookie"] as const)
    .map((place) => ({ place, own: parameters.filter((parameter) => parameter.in === place) }))
    .filter(({ own }) => own.length > 0);
  return interfaceText(
    `Parameters of \`${httpMethod} ${path}\`, by the place where they stand.`,
    name,
    places.map(({ place, own }) => {
      const members = own.map((one) => `  ${parameterMember(one, text).replaceAll("\n", "\n  ")}\n`).join("");
      return `${place}${own.every(({ required }) => !required) ? "?" : ""}: {\n${members}};`;
    }),
  );
}

function parameterMember(
  { name, required, schema, description, deprecated }: Parameter,
  text: TypeText,
): string {
  const docs = schemaDocs({
    ...schema,
    ...(description === undefined ? {} : { description }),
    deprecated,
  } as Schema);
  return `${docComment(docs)}${propertyKey(name)}${required ? "" : "?"}: ${text.of(schema)};`;
}

/** What a reader gets: of JSON its value, else a text or bytes. */
function dataType({ mediaType, schema }: Response, text: TypeText): string {
  if (mediaType === undefined) return "undefined";
  if (isJson(mediaType)) return schema === undefined ? "unknown" : text.of(schema);
  return /^text\/|xml|x-www-form-urlencoded/.test(mediaType) ? "string" : "Blob";
}
