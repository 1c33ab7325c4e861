/** The kinds of OpenAPI object that matter here: where references, schemas and extensions may stand. */
export type Kind =
  | "document"
  | "components"
  | "pathItem"
  | "operation"
  | "webhookItem"
  | "webhookOperation"
  | "parameter"
  | "requestBody"
  | "response"
  | "header"
  | "mediaType"
  | "encoding"
  | "example"
  | "callback"
  | "securityScheme"
  | "schema"
  | "other";

/** What a member holds: one object, a list or a map of them; `data` is nobody's business: values, not structure. */
export type Shape = Kind | "data" | readonly ["list" | "map", Kind];

const map = (kind: Kind) => ["map", kind] as const;
const list = (kind: Kind) => ["list", kind] as const;

const content = {
  content: map("mediaType"),
  schema: "schema",
  example: "data",
  examples: map("example"),
} as const;

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

const item = (operation: Kind): Readonly<Record<string, Shape>> => ({
  parameters: list("parameter"),
  ...Object.fromEntries(methods.map((method) => [method, operation])),
});

const operation: Readonly<Record<string, Shape>> = {
  parameters: list("parameter"),
  requestBody: "requestBody",
  responses: map("response"),
  callbacks: map("callback"),
};

/**
 * Kind → member → what it holds (OpenAPI 3.1 §4.8, JSON Schema 2020-12). Members that are not named hold `other`, and so does
 * everything below them.
 */
const grammar: Readonly<Record<Kind, Readonly<Record<string, Shape>>>> = {
  document: {
    paths: map("pathItem"),
    webhooks: map("webhookItem"),
    "x-webhooks": map("webhookItem"),
    components: "components",
  },
  components: {
    schemas: map("schema"),
    responses: map("response"),
    parameters: map("parameter"),
    examples: map("example"),
    requestBodies: map("requestBody"),
    headers: map("header"),
    securitySchemes: map("securityScheme"),
    callbacks: map("callback"),
    pathItems: map("pathItem"),
  },
  pathItem: item("operation"),
  operation,
  webhookItem: item("webhookOperation"),
  webhookOperation: operation,
  parameter: content,
  requestBody: content,
  response: { ...content, headers: map("header") },
  header: content,
  mediaType: { ...content, encoding: map("encoding") },
  encoding: { headers: map("header") },
  example: { value: "data" },
  callback: {},
  securityScheme: {},
  schema: {
    ...Object.fromEntries(
      ["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"].map(
        (name) => [name, "schema"],
      ),
    ),
    unevaluatedItems: "schema",
    unevaluatedProperties: "schema",
    ...Object.fromEntries(["allOf", "anyOf", "oneOf", "prefixItems"].map((name) => [name, list("schema")])),
    ...Object.fromEntries(
      ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"].map((name) => [
        name,
        map("schema"),
      ]),
    ),
    ...Object.fromEntries(["const", "enum", "default", "example", "examples"].map((name) => [name, "data"])),
  },
  other: {},
};

/** What the member of an object of that kind holds. */
export function shapeOf(kind: Kind, member: string): Shape {
  // The members of a callback are runtime expressions, each with a path item.
  if (kind === "callback") return member.startsWith("x-") ? "data" : "pathItem";
  const shape = Object.hasOwn(grammar[kind], member) ? grammar[kind][member] : undefined;
  return shape ?? (member.startsWith("x-") ? "data" : "other");
}
