import type { OperationDefinition, ParameterDefinition } from "../definition.js";
import { refuseUnknown } from "../known-names.js";
import { serialiseBody } from "./body.js";
import { expand } from "./expand.js";
import { expandPath, type Given } from "./path.js";
import { setHeader } from "./set-header.js";
import { describe } from "./text.js";

/** A method's argument on its way to the wire. */
export interface SerialisedRequest {
  /** Path and query, to be put behind the base URL. */
  readonly target: string;
  readonly body?: BodyInit;
}

/**
 * Spreads a method's one flat argument over path, query, cookies, body and the `headers` given. Throws TypeError for a bad
 * one.
 */
export function serialiseRequest(
  operation: OperationDefinition,
  argument: unknown = {},
  headers = new Headers(),
): SerialisedRequest {
  const values = checkArgument(operation, argument);
  const given: Given[] = operation.parameters
    .map((parameter) => [parameter, values[parameter.key]] as const)
    .filter(isGiven);
  const at = (place: ParameterDefinition["in"]) => given.filter(([parameter]) => parameter.in === place);
  const texts = (place: "query" | "cookie") =>
    at(place)
      .map(([parameter, value]) => expand(parameter, value, whereIs(operation, parameter)))
      .filter((text) => text !== "");

  const query = texts("query").join("&");
  for (const [parameter, value] of at("header")) {
    setHeader(headers, parameter.name, expand(parameter, value, whereIs(operation, parameter), asIs));
  }
  // exploded cookies are separate cookies (RFC 6265 §4.2.1), though OpenAPI's table joins them like a query
  const cookies = texts("cookie").join("&").replaceAll("&", "; ");
  if (cookies !== "") headers.set("cookie", cookies);
  const path = expandPath(operation.path, at("path"), operation.id);
  const target = query === "" ? path : `${path}?${query}`;

  if (operation.body === undefined || values["body"] === undefined) return { target };
  const { body, contentType } = serialiseBody(
    operation.body.mediaType,
    values["body"],
    `${operation.id}: body`,
  );
  if (contentType !== undefined) headers.set("content-type", contentType);
  return { target, body };
}

function checkArgument(operation: OperationDefinition, argument: unknown): Readonly<Record<string, unknown>> {
  const name = `${operation.id} (${operation.method} ${operation.path})`;
  if (typeof argument !== "object" || argument === null || Array.isArray(argument)) {
    throw new TypeError(
      `${name} takes one object, such as ${example(operation)}, but got ${describe(argument)}.`,
    );
  }
  refuseUnknown(name, argument, accepted(operation));
  const values = argument as Readonly<Record<string, unknown>>;
  const missing = required(operation).filter(
    (key) => values[key] === undefined || (key !== "body" && values[key] === null),
  );
  if (missing.length === 0) return values;
  throw new TypeError(
    `${name} needs ${missing.map((key) => `"${key}"`).join(" and ")}, but got none. Pass one object, such as ${example(operation)}.`,
  );
}

const accepted = ({ parameters, body }: OperationDefinition): string[] => [
  ...parameters.map(({ key }) => key),
  ...(body ? ["body"] : []),
];

const required = (operation: OperationDefinition): string[] => [
  ...operation.parameters
    .filter((parameter) => parameter.required || parameter.in === "path")
    .map(({ key }) => key),
  ...(operation.body?.required ? ["body"] : []),
];

const example = (operation: OperationDefinition): string =>
  `{ ${required(operation)
    .map((key) => `${key}: …`)
    .join(", ")} }`.replace("{  }", "{}");

const isGiven = ([, value]: Given): boolean => value !== undefined && value !== null;

const whereIs = (operation: OperationDefinition, parameter: ParameterDefinition): string =>
  `${operation.id}: ${parameter.in} parameter "${parameter.key}"`;

const asIs = (text: string): string => text;
