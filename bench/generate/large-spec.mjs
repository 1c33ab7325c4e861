// A large API that is the same in every run: 500 schemas, 300 operations. Shapes and their frequency follow what real APIs have:
// references, enums, nested objects, arrays, allOf, nullable members, some oneOf with a discriminator.

const schemaCount = 500;
const operationCount = 300;
const words = [
  "order",
  "invoice",
  "customer",
  "product",
  "shipment",
  "payment",
  "refund",
  "account",
  "address",
  "event",
];

const word = (n) => words[n % words.length];
const capital = (text) => text[0].toUpperCase() + text.slice(1);
const nameOf = (n) => `${capital(word(n))}${capital(word(Math.floor(n / 10)))}${n}`;
const ref = (n) => ({ $ref: `#/components/schemas/${nameOf(n % schemaCount)}` });

function property(n) {
  const shapes = [
    { type: "string", description: `The ${word(n)} as text.` },
    { type: "integer", minimum: 0, default: 0 },
    { type: "string", format: "date-time", readOnly: true },
    { type: "string", enum: ["open", "closed", `state_${n % 17}`] },
    { type: "array", items: ref(n * 7 + 3) },
    {
      type: "object",
      properties: { amount: { type: "number" }, currency: { type: "string", pattern: "^[A-Z]{3}$" } },
    },
    ref(n * 11 + 5),
    { type: ["string", "null"], maxLength: 200 },
    { type: "boolean" },
    { type: "object", additionalProperties: { type: "string" } },
  ];
  return shapes[n % shapes.length];
}

function objectSchema(n) {
  const names = Array.from({ length: 4 + (n % 9) }, (_, index) => `${word(n + index)}_${index}`);
  return {
    type: "object",
    description: `A ${word(n)} of kind ${n}.`,
    required: ["id", ...names.slice(0, 2)],
    properties: {
      id: { type: "string", readOnly: true },
      ...Object.fromEntries(names.map((name, index) => [name, property(n * 3 + index)])),
    },
  };
}

function schema(n) {
  if (n % 25 === 24)
    return { allOf: [ref(n - 1), { type: "object", properties: { extra: { type: "string" } } }] };
  if (n % 50 === 47) return { oneOf: [ref(n - 2), ref(n - 3)] };
  return objectSchema(n);
}

const json = (content) => ({ "application/json": { schema: content } });
const problem = { description: "Refused.", content: { "application/problem+json": { schema: ref(0) } } };

function operation(method, n, path) {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const query = {
    name: "limit",
    in: "query",
    schema: { type: "integer", minimum: 1, maximum: 100, default: 20 },
  };
  return {
    operationId: `${method}${nameOf(n)}${path.includes("{") ? "Item" : ""}`,
    summary: `${capital(method)} ${word(n)} ${n}`,
    parameters: method === "get" ? [...parameters, query] : parameters,
    ...(["post", "put"].includes(method) && { requestBody: { required: true, content: json(ref(n)) } }),
    responses: { 200: { description: "Done.", content: json(ref(n)) }, 404: problem },
  };
}

/** The document, as OpenAPI 3.1. */
export function largeSpec() {
  const paths = {};
  for (let n = 0; n < operationCount / 4; n++) {
    const collection = `/${word(n)}s${n}`;
    const item = `${collection}/{id}`;
    paths[collection] = { get: operation("get", n, collection), post: operation("post", n, collection) };
    paths[item] = { get: operation("get", n, item), put: operation("put", n, item) };
  }
  const schemas = Object.fromEntries(Array.from({ length: schemaCount }, (_, n) => [nameOf(n), schema(n)]));
  const info = { title: "Large API", version: "1.0.0" };
  return {
    openapi: "3.1.0",
    info,
    servers: [{ url: "https://api.example.com" }],
    paths,
    components: { schemas },
  };
}
