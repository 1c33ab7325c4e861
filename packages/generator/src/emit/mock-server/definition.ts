import { StructureKind } from "ts-morph";
import type { ApiModel, Operation, Parameter, Resource, Schema } from "../../model/api-model.js";
import type { Statements } from "../../print.js";
import { declaration } from "../docs.js";
import { Code, literal } from "../literal.js";
import { importAll } from "../imports.js";
import { guarded } from "../types/guards.js";
import type { DocumentedResponses } from "./responses.js";
import { ValidatorNames } from "./validators.js";

/** `definition.ts`: everything that the mock runtime must know of the API, as data, with the compiled checks in place. */
export function definitionStatements(
  model: ApiModel,
  parts: DefinitionParts,
  types: string,
  runtime: string,
): Statements {
  const { responses, hasSchemas } = parts;
  return [
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      namedImports: ["MockDefinition"],
      moduleSpecifier: runtime,
    },
    ...(model.resources.length > 0 ? [importAll("checks", `${types}/validators`)] : []),
    ...(responses.isEmpty ? [] : [importAll("responses", "./responses.js")]),
    ...(hasSchemas ? [importOne("schemas")] : []),
    importAll("requests", "./validators.js"),
    ...(sendsByHand(model) ? [importOne("webhooks")] : []),
    declaration(
      `The ${model.title}, as the mock runtime sees it.`,
      `export const definition: MockDefinition = ${literal(definitionData(model, parts))};`,
    ),
  ];
}

/** What stands in files of its own beside the definition. */
export interface DefinitionParts {
  readonly responses: DocumentedResponses;
  /** Whether responses refer to schemas. */
  readonly hasSchemas: boolean;
}

/** Whether the document has anything that is sent by its name. */
export function sendsByHand({ webhooks, callbacks }: ApiModel): boolean {
  return webhooks.length + callbacks.length > 0;
}

/** A file's only export, of the same name. */
function importOne(name: string) {
  const moduleSpecifier = `./${name}.js`;
  return { kind: StructureKind.ImportDeclaration as const, namedImports: [name], moduleSpecifier };
}

function definitionData(model: ApiModel, { responses, hasSchemas }: DefinitionParts): object {
  const names = new ValidatorNames(model);
  return {
    name: model.name,
    title: model.title,
    version: model.version,
    basePaths: basePaths(model),
    operations: model.operations.map((operation) => ({
      ...operationData(model, operation, names),
      responses: responses.of(operation),
    })),
    resources: Object.fromEntries(
      model.resources.map((resource) => [resource.name, resourceData(model, resource)]),
    ),
    security: Object.fromEntries(
      model.securitySchemes.map(({ name, type, in: place, parameter, prefix }) => [
        name,
        { type, in: place, name: parameter, prefix },
      ]),
    ),
    subscription:
      model.subscription === undefined
        ? undefined
        : { resource: model.subscription.resource, ...model.subscription.roles },
    delivery: deliveryData(model),
    webhooks: sendsByHand(model) ? new Code("webhooks") : undefined,
    schemas: hasSchemas ? new Code("schemas") : undefined,
  };
}

/** Path prefixes of the servers: a client that was given the server's whole URL asks below them. */
export function basePaths({ servers }: ApiModel): string[] {
  const paths = servers.map(({ url }) => url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "").replace(/\/$/, ""));
  return [...new Set(paths.length === 0 ? [""] : paths)];
}

function operationData(model: ApiModel, operation: Operation, names: ValidatorNames): object {
  const { id, httpMethod, path, action, parameters, body, responses, security, paging, sort } = operation;
  const success = responses.find(({ status }) => status.startsWith("2"));
  return {
    id,
    method: httpMethod,
    path,
    action,
    parameters: parameters.map((parameter) => parameterData(model, parameter, names.of(parameter))),
    body:
      body === undefined
        ? undefined
        : {
            required: body.required,
            mediaTypes: body.mediaTypes,
            validate: new Code(`requests.${names.of(operation)}`),
            unset: body.unset,
          },
    success: {
      status: /^\d+$/.test(success?.status ?? "") ? Number(success?.status) : 200,
      mediaType: success?.mediaType,
    },
    security,
    paging,
    sort,
  };
}

function parameterData(model: ApiModel, parameter: Parameter, validator: string | undefined): object {
  const { name, in: place, required, style, explode, schema, field } = parameter;
  const target = targetOf(model, schema);
  const type = wireType(model, target);
  return {
    name,
    in: place,
    required,
    style,
    explode,
    type,
    items: target.kind === "array" ? scalar(wireType(model, target.items)) : undefined,
    default: schema.default,
    field: field?.name,
    compare: field?.compare,
    validate: validator === undefined ? undefined : new Code(`requests.${validator}`),
  };
}

type WireType = "string" | "number" | "boolean" | "array" | "object";

/** What the text of a parameter stands for. */
function wireType(model: ApiModel, schema: Schema): WireType {
  switch (schema.kind) {
    case "number":
    case "boolean":
    case "object":
      return schema.kind;
    case "array":
    case "tuple":
      return "array";
    case "enum":
      return common(schema.values.map((value) => scalar(typeof value)));
    case "union":
    case "intersection":
      return common(schema.of.filter(({ kind }) => kind !== "null").map((part) => wireType(model, part)));
    case "ref": {
      const target = targetOf(model, schema);
      return target.kind === "ref" ? "string" : wireType(model, target);
    }
    default:
      return "string";
  }
}

/** The type that all have; text where they differ. */
function common(types: readonly WireType[]): WireType {
  const [first = "string", ...others] = types;
  return others.every((type) => type === first) ? first : "string";
}

/** The schema that a reference names, through references to references. */
function targetOf(model: ApiModel, schema: Schema): Schema {
  if (schema.kind !== "ref") return schema;
  const target = model.schemas.find(({ key }) => key === schema.key)?.schema;
  return target === undefined ? schema : targetOf(model, target);
}

function scalar(type: string): "string" | "number" | "boolean" {
  return type === "number" || type === "boolean" ? type : "string";
}

function resourceData(model: ApiModel, resource: Resource): object {
  const { name, id, createdAt, updatedAt, owner, immutable, fields } = resource;
  const checked = guarded(model).find(({ key }) => key === name);
  return {
    schema: name,
    fields: Object.fromEntries(fields.map(({ name: field, ...rest }) => [field, rest])),
    id,
    createdAt,
    updatedAt,
    owner,
    immutable,
    validate: checked === undefined ? undefined : new Code(`checks.${checked.name}`),
  };
}

function deliveryData({ delivery }: ApiModel): object | undefined {
  if (delivery === undefined) return undefined;
  const { subscription, ...rest } = delivery.declaration;
  return {
    name: delivery.name,
    ...rest,
    subscription: (subscription as { member: string }).member,
    signing: delivery.signing,
  };
}
