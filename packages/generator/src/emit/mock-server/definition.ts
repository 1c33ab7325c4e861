import { StructureKind } from "ts-morph";
import type { ApiModel, Operation, Parameter, Resource, Schema } from "../../model/api-model.js";
import type { Statements } from "../../print.js";
import { declaration } from "../docs.js";
import { Code, literal } from "../literal.js";
import { guarded } from "../types/guards.js";
import { bodyValidator, parameterValidator } from "./validators.js";

/** `definition.ts`: everything that the mock runtime must know of the API, as data, with the compiled checks in place. */
export function definitionStatements(model: ApiModel, types: string, runtime: string): Statements {
  const usesResponses = model.resources.length > 0;
  return [
    { kind: StructureKind.ImportDeclaration, isTypeOnly: true, namedImports: ["MockDefinition"], moduleSpecifier: runtime },
    ...(usesResponses ? [{ kind: StructureKind.ImportDeclaration as const, namespaceImport: "responses", moduleSpecifier: `${types}/validators` }] : []),
    { kind: StructureKind.ImportDeclaration, namespaceImport: "requests", moduleSpecifier: "./validators.js" },
    declaration(`The ${model.title}, as the mock runtime sees it.`, `export const definition: MockDefinition = ${literal(definitionData(model))};`),
  ];
}

function definitionData(model: ApiModel): object {
  return {
    name: model.name,
    title: model.title,
    version: model.version,
    basePaths: basePaths(model),
    operations: model.operations.map((operation) => operationData(model, operation)),
    resources: Object.fromEntries(model.resources.map((resource) => [resource.name, resourceData(model, resource)])),
    security: Object.fromEntries(model.securitySchemes.map(({ name, type, in: place, parameter, prefix }) => [name, { type, in: place, name: parameter, prefix }])),
    subscription: model.subscription === undefined ? undefined : { resource: model.subscription.resource, ...model.subscription.roles },
    delivery: deliveryData(model),
  };
}

/** Path prefixes of the servers: a client that was given the server's whole URL asks below them. */
function basePaths({ servers }: ApiModel): string[] {
  const paths = servers.map(({ url }) => url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "").replace(/\/$/, ""));
  return [...new Set(paths.length === 0 ? [""] : paths)];
}

function operationData(model: ApiModel, operation: Operation): object {
  const { id, httpMethod, path, action, parameters, body, responses, security, paging, sort } = operation;
  const success = responses.find(({ status }) => status.startsWith("2"));
  return {
    id,
    method: httpMethod,
    path,
    action,
    parameters: parameters.map((parameter) => parameterData(model, operation, parameter)),
    body:
      body === undefined
        ? undefined
        : { required: body.required, mediaTypes: body.mediaTypes, validate: new Code(`requests.${bodyValidator(operation)}`), unset: body.unset },
    success: {
      status: /^\d+$/.test(success?.status ?? "") ? Number(success?.status) : 200,
      mediaType: success?.mediaType,
      // Operations on state answer with it; only the others need an example to answer with.
      example: action.kind === "example" ? success?.example : undefined,
    },
    security,
    paging,
    sort,
  };
}

function parameterData(model: ApiModel, operation: Operation, parameter: Parameter): object {
  const { name, in: place, required, style, explode, schema, field } = parameter;
  const validator = parameterValidator(operation, parameter);
  const type = wireType(model, schema);
  return {
    name,
    in: place,
    required,
    style,
    explode,
    type,
    items: type === "array" && schema.kind === "array" ? scalar(wireType(model, schema.items)) : undefined,
    default: schema.default,
    field: field?.name,
    compare: field?.compare,
    validate: validator === undefined ? undefined : new Code(`requests.${validator}`),
  };
}

/** What the text of a parameter stands for. */
function wireType(model: ApiModel, schema: Schema): "string" | "number" | "boolean" | "array" | "object" {
  switch (schema.kind) {
    case "number":
    case "boolean":
    case "object":
      return schema.kind;
    case "array":
    case "tuple":
      return "array";
    case "enum":
      return schema.values.every((value) => typeof value === "number") ? "number" : schema.values.every((value) => typeof value === "boolean") ? "boolean" : "string";
    case "ref": {
      const target = model.schemas.find(({ key }) => key === schema.key)?.schema;
      return target === undefined || target.kind === "ref" ? "string" : wireType(model, target);
    }
    default:
      return "string";
  }
}

function scalar(type: ReturnType<typeof wireType>): "string" | "number" | "boolean" {
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
    validate: checked === undefined ? undefined : new Code(`responses.${checked.name}`),
  };
}

function deliveryData({ delivery }: ApiModel): object | undefined {
  if (delivery === undefined) return undefined;
  const { subscription, ...rest } = delivery.declaration;
  return { name: delivery.name, ...rest, subscription: (subscription as { member: string }).member, signing: delivery.signing };
}
