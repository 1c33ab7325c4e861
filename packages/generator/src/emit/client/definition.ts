import { StructureKind } from "ts-morph";
import type { ApiModel, Operation, Response, SecurityScheme } from "../../model/api-model.js";
import { isJson } from "../../model/operations.js";
import type { Statements } from "../../print.js";
import { declaration } from "../docs.js";
import { literal } from "../literal.js";

/** `definition.ts`: what the runtime must know of the API, as data. */
export function definitionStatements(model: ApiModel, runtime: string): Statements {
  return [
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      namedImports: ["ClientDefinition", "OperationDefinition"],
      moduleSpecifier: runtime,
    },
    constant("definition", "ClientDefinition", {
      name: model.name,
      servers: serversOf(model),
      auth: authOf(model),
    }),
    ...model.operations.map((operation) =>
      constant(operationName(operation), "OperationDefinition", operationData(operation)),
    ),
  ];
}

/** Name of the constant: a method may be called `delete`, a constant may not. */
export function operationName({ method }: Operation): string {
  return `${method}Operation`;
}

/** Absolute servers only: a relative one has no base outside a browser. */
export function serversOf({ servers }: ApiModel): Record<string, string> {
  return Object.fromEntries(
    servers.filter(({ url }) => /^https?:\/\//.test(url)).map(({ key, url }) => [key, url]),
  );
}

/** The scheme that the API key is sent with: the first that any operation asks for. */
function authOf({ operations, securitySchemes }: ApiModel): object | undefined {
  const used = new Set(operations.flatMap(({ security }) => security.flat()));
  const scheme = securitySchemes.find(({ name, type }) => used.has(name) && type !== "mutualTLS");
  return scheme === undefined ? undefined : authData(scheme);
}

function authData({ in: place, parameter, prefix }: SecurityScheme): object {
  return { in: place, name: parameter, prefix };
}

function operationData({ id, httpMethod, path, parameters, body, responses }: Operation): object {
  return {
    id,
    method: httpMethod,
    path,
    parameters: parameters.map(({ key, name, in: place, required, style, explode }) => ({
      key,
      name,
      in: place,
      ...(required ? { required } : {}),
      style,
      explode,
    })),
    body:
      body === undefined
        ? undefined
        : { mediaType: body.mediaTypes[0] ?? "application/json", required: body.required },
    responses: Object.fromEntries(responses.map((response) => [response.status, responseKind(response)])),
  };
}

export function responseKind({ mediaType }: Response): "json" | "text" | "binary" | "stream" | "none" {
  if (mediaType === undefined) return "none";
  if (isJson(mediaType)) return "json";
  // Server-sent events need not end.
  if (/^text\/event-stream($|;)/i.test(mediaType)) return "stream";
  return /^text\/|xml|x-www-form-urlencoded/.test(mediaType) ? "text" : "binary";
}

function constant(name: string, type: string, value: unknown): string {
  const head = `export const ${name}: ${type} = `;
  return declaration(undefined, `${head}${literal(value, head.length)};`);
}
