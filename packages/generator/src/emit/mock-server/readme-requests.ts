import { objectOf } from "../../load/json.js";
import type { ApiModel, Operation, Schema } from "../../model/api-model.js";
import { propertyKey } from "../../model/names.js";
import { isJson } from "../../model/operations.js";
import { literal } from "../literal.js";
import { basePaths } from "./definition.js";

/** The argument of `mock.emit`. */
export function emission(model: ApiModel): string | undefined {
  const { subscription, delivery } = model;
  if (subscription === undefined || delivery === undefined) return undefined;
  const { source, objectType, event } = subscription;
  const members = [source, objectType, event].map(
    (field) => `${propertyKey(field)}: ${literal(valueOf(model, field))}`,
  );
  return `{ ${members.join(", ")}, ${propertyKey(delivery.data)}: { id: "1" } }`;
}

/** A subscription to be made, as texts of arguments. */
export interface Creation {
  /** Arguments of `mock.fetch`. */
  readonly request: string;
  readonly source: string;
  readonly objectType: string;
  /** Until its first poll. */
  readonly wait: string;
}

/** How to subscribe with nothing but what the roles say. Undefined where the spec asks for more. */
export function creation(model: ApiModel): Creation | undefined {
  const { subscription, delivery, operations } = model;
  if (subscription === undefined || delivery === undefined) return undefined;
  const { source, objectType, event, resource, roles } = subscription;
  const url = String(roles["url"]);
  const given = [source, objectType, event, url];
  const create = operations.find(
    ({ action, body, parameters }) =>
      action.kind === "create" &&
      action.resource === resource &&
      body?.mediaTypes.some(isJson) === true &&
      parameters.every(({ required }) => !required) &&
      requiredMembers(model, body.schema).every((name) => given.includes(name)),
  );
  const headers = create === undefined ? undefined : headersOf(model, create);
  if (create === undefined || headers === undefined) return undefined;
  const created = String(objectOf(roles["changes"])["created"] ?? "created");
  const body = {
    [source]: valueOf(model, source),
    [objectType]: valueOf(model, objectType),
    [event]: created,
    [url]: "http://localhost:3000/hook",
  };
  const all = literal({ ...headers, "content-type": "application/json" });
  return {
    request: `${pathOf(model, create)}, {\n  method: "${create.httpMethod}",\n  headers: ${all},\n  body: JSON.stringify(${indented(literal(body, 25))}),\n}`,
    source: literal(body[source]),
    objectType: literal(body[objectType]),
    wait: duration(Number(objectOf(roles["interval"])["default"])),
  };
}

/** An operation to ask, as texts of arguments. */
export interface Reading {
  readonly operation: string;
  readonly path: string;
  /** The second argument of `mock.fetch` with a comma before it, if there need be one. */
  readonly init: string;
  /** An error that it documents. */
  readonly refusal: string;
}

/** A GET that asks for nothing. */
export function reading(model: ApiModel): Reading | undefined {
  for (const operation of model.operations) {
    const isPlain = operation.httpMethod === "GET" && operation.parameters.every(({ required }) => !required);
    const headers = headersOf(model, operation);
    if (!isPlain || headers === undefined) continue;
    const refusal = operation.responses.find(({ status }) => /^4\d\d$/.test(status))?.status ?? "500";
    const init = Object.keys(headers).length === 0 ? "" : `, { headers: ${literal(headers)} }`;
    return { operation: literal(operation.id), path: pathOf(model, operation), init, refusal };
  }
  return undefined;
}

/** What authenticates a request, undefined where a header cannot. */
function headersOf(model: ApiModel, { security }: Operation): Record<string, string> | undefined {
  const [names = []] = security;
  const schemes = names.map((name) => model.securitySchemes.find((scheme) => scheme.name === name));
  const headers: Record<string, string> = {};
  for (const scheme of schemes) {
    if (scheme?.in !== "header") return undefined;
    headers[scheme.parameter] = `${scheme.prefix ?? ""}test`;
  }
  return headers;
}

function pathOf(model: ApiModel, { path }: Operation): string {
  return literal(`${basePaths(model)[0] ?? ""}${path}`);
}

/** The first value that a field of the subscription may have. */
function valueOf({ resources, subscription }: ApiModel, field: string): string {
  const fields = resources.find(({ name }) => name === subscription?.resource)?.fields ?? [];
  return String(fields.find(({ name }) => name === field)?.values?.[0] ?? "connection_1");
}

function requiredMembers(model: ApiModel, schema: Schema): string[] {
  switch (schema.kind) {
    case "ref": {
      const target = model.schemas.find(({ key }) => key === schema.key)?.schema;
      return target === undefined || target.kind === "ref" ? [] : requiredMembers(model, target);
    }
    case "object":
      return schema.properties.flatMap(({ name, required, schema: { readOnly } }) =>
        required && readOnly !== true ? [name] : [],
      );
    case "intersection":
      return schema.of.flatMap((part) => requiredMembers(model, part));
    default:
      return [];
  }
}

function duration(minutes: number): string {
  return literal(minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`);
}

function indented(text: string): string {
  return text.replaceAll("\n", "\n  ");
}
