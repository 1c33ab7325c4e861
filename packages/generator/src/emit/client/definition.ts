import { StructureKind } from "ts-morph";
import type {
  ApiModel,
  Operation,
  Parameter,
  Response,
  Schema,
  SecurityScheme,
} from "../../model/api-model.js";
import { isJson } from "../../model/operations.js";
import type { Statements } from "../../print.js";
import { declaration } from "../docs.js";
import { Code, literal } from "../literal.js";
import { walkOf } from "./walk.js";

/** What the runtime must know of the API, as data, and the serialisers that its operations need. */
export function definitionStatements(model: ApiModel, runtime: string): Statements {
  const used = new Set<string>();
  /** A function or a style of the runtime. */
  const runtimes = (name: string) => {
    used.add(name);
    return new Code(name);
  };
  const constants = [
    constant("definition", "ClientDefinition", {
      name: model.name,
      servers: serversOf(model),
      auth: authOf(model, runtimes),
    }),
    ...model.operations.map((operation) =>
      constant(operationName(operation), "OperationDefinition", operationData(model, operation, runtimes)),
    ),
  ];
  return [
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["type ClientDefinition", "type OperationDefinition", ...[...used].sort()],
      moduleSpecifier: runtime,
    },
    ...constants,
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

type Runtimes = (name: string) => Code;

/** The schemes that operations ask for by a key: those of TLS are settled before a request is written. */
export function keySchemes({
  operations,
  securitySchemes,
}: Pick<ApiModel, "operations" | "securitySchemes">): SecurityScheme[] {
  const used = new Set(operations.flatMap(({ security }) => security.flat()));
  return securitySchemes.filter(({ name, type }) => used.has(name) && type !== "mutualTLS");
}

function authOf(model: ApiModel, runtimes: Runtimes): Record<string, unknown[]> | undefined {
  const schemes = keySchemes(model);
  if (schemes.length === 0) return undefined;
  return Object.fromEntries(schemes.map((scheme) => [scheme.name, authData(scheme, runtimes)]));
}

/** The schemes of an operation, where they are not the first alone. That none will do says nothing: a key that is there is sent. */
function ownAuth(model: ApiModel, { security }: Operation): string | undefined {
  const names = keySchemes(model).map(({ name }) => name);
  const alternatives = security
    .map((together) => together.filter((name) => names.includes(name)).join("+"))
    .filter((alternative) => alternative !== "");
  const written = [...new Set(alternatives)].join(" ");
  return written === (names[0] ?? "") ? undefined : written;
}

function authData({ in: place, parameter, prefix }: SecurityScheme, runtimes: Runtimes): unknown[] {
  const write = { header: "inHeader", query: "inQuery", cookie: "inCookie" }[place];
  return [runtimes(write), parameter, ...(prefix === undefined ? [] : [prefix])];
}

function operationData(model: ApiModel, operation: Operation, runtimes: Runtimes): object {
  const { id, httpMethod, path, parameters, body, responses } = operation;
  const others = parameters.filter((one) => !isPlainPath(model, one) && !isPlainQuery(model, one));
  const required = [
    ...parameters.filter((one) => one.required && isWord(one.key)).map(({ key }) => key),
    ...(body?.required ? ["body"] : []),
  ];
  const walk = walkOf(model, operation);
  return {
    id,
    method: httpMethod,
    path,
    query: listed(parameters.filter((one) => isPlainQuery(model, one)).map(({ key }) => key)),
    required: listed(required),
    others:
      others.length === 0
        ? undefined
        : Object.fromEntries(others.map((one) => [one.key, otherData(one, runtimes)])),
    auth: ownAuth(model, operation),
    body: body === undefined ? undefined : bodyData(body.mediaTypes[0] ?? "application/json", runtimes),
    responses: statusesByKind(responses),
    paging:
      walk === undefined
        ? undefined
        : [walk.limit, walk.offset, walk.pageSize, ...(walk.id === undefined ? [] : [walk.id])],
  };
}

const listed = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : names.join(" ");

/** A name that stands in a list of them, in a template and on the wire as it is. */
const isWord = (name: string): boolean => /^[\w.-]+$/.test(name);

function isPlainPath(model: ApiModel, { key, name, in: place, style, schema }: Parameter): boolean {
  return place === "path" && style === "simple" && key === name && isWord(name) && isPlain(model, schema);
}

function isPlainQuery(model: ApiModel, { key, name, in: place, style, explode, schema }: Parameter): boolean {
  const fits = isPlain(model, schema) || (explode && schema.kind === "array" && isPlain(model, schema.items));
  return place === "query" && style === "form" && key === name && isWord(name) && fits;
}

/** A value that is neither list nor object, whatever it is. */
function isPlain({ schemas }: ApiModel, schema: Schema, seen: readonly string[] = []): boolean {
  switch (schema.kind) {
    case "boolean":
    case "number":
    case "string":
      return true;
    case "enum":
      return schema.values.every((value) => typeof value !== "object");
    case "union":
      return schema.of.every((part) => isPlain({ schemas } as ApiModel, part, seen));
    case "ref": {
      const target = schemas.find(({ key }) => key === schema.key)?.schema;
      if (target === undefined || seen.includes(schema.key)) return false;
      return isPlain({ schemas } as ApiModel, target, [...seen, schema.key]);
    }
    default:
      return false;
  }
}

const writers = {
  path: "styledPath",
  query: "styledQuery",
  header: "styledHeader",
  cookie: "styledCookie",
} as const;

function otherData({ name, in: place, style, explode }: Parameter, runtimes: Runtimes): unknown[] {
  if (isIdempotencyKey({ name, in: place })) return [runtimes("idempotencyKey"), name];
  return [runtimes(writers[place]), name, runtimes(style), ...(explode ? [true] : [])];
}

/** The header of draft-ietf-httpapi-idempotency-key-header: by it the server recognises a request that is sent again. */
function isIdempotencyKey({ name, in: place }: Pick<Parameter, "name" | "in">): boolean {
  return place === "header" && name.toLowerCase() === "idempotency-key";
}

function bodyData(mediaType: string, runtimes: Runtimes): unknown[] {
  const type = mediaType.split(";", 1)[0]?.trim().toLowerCase();
  const writer =
    type === "application/x-www-form-urlencoded"
      ? "urlencoded"
      : type === "multipart/form-data"
        ? "multipart"
        : isJson(mediaType)
          ? "json"
          : "raw";
  return [runtimes(writer), mediaType];
}

function statusesByKind(responses: readonly Response[]): Record<string, string> {
  const kinds = new Map<string, string[]>();
  for (const response of responses) {
    const kind = responseKind(response);
    kinds.set(kind, [...(kinds.get(kind) ?? []), response.status]);
  }
  return Object.fromEntries([...kinds].map(([kind, statuses]) => [kind, statuses.join(" ")]));
}

export function responseKind({ mediaType }: Response): "json" | "text" | "binary" | "stream" | "none" {
  if (mediaType === undefined) return "none";
  if (isJson(mediaType)) return "json";
  // Server-sent events need not end.
  if (/^text\/event-stream($|;)/i.test(mediaType)) return "stream";
  return /^text\/|xml|x-www-form-urlencoded/.test(mediaType) ? "text" : "binary";
}

function constant(name: string, type: string, value: unknown): string {
  const head = `const ${name}: ${type} = `;
  return declaration(undefined, `${head}${literal(value, head.length)};`);
}
