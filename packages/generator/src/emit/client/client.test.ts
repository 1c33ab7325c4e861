import { expect, test } from "vitest";
import { modelWith, printed } from "../../../test/model-of.js";
import type { ApiModel } from "../../model/api-model.js";
import { Printer } from "../../print.js";
import { naming } from "../packages.js";
import { clientStatements } from "./client.js";
import { definitionStatements } from "./definition.js";
import { emitClient } from "./index.js";
import { operationStatements } from "./operations.js";
import { clientReadme } from "./readme.js";

const json = (schema: object) => ({ description: "", content: { "application/json": { schema } } });
const pet = { $ref: "#/components/schemas/Pet" };
const schemas = {
  Pet: { type: "object", properties: { id: { type: "string" } } },
  Problem: { type: "object" },
};
const query = (name: string, type: string) => ({ name, in: "query", schema: { type } });
const id = { name: "id", in: "path", schema: { type: "string" } };
const itemPath = { get: { operationId: "get", parameters: [id], responses: { "200": json(pet) } } };

const client = (model: ApiModel) => printed(clientStatements(model, "pets-types", "runtime", false));
const operations = (model: ApiModel) => printed(operationStatements(model, "pets-types", "runtime"));
const definition = (model: ApiModel) => printed(definitionStatements(model, "runtime"));
const readme = (model: ApiModel) =>
  clientReadme(model, naming("pets", "@acme", { runtime: "*", sibling: "*" }));

test("params: required and optional, by their keys, and the body", () => {
  const operation = {
    operationId: "make",
    parameters: [
      id,
      query("a-b", "integer"),
      { name: "since", in: "query", schema: { type: "string", format: "date-time" } },
    ],
    requestBody: { required: true, ...json(pet) },
    responses: {},
  };
  const model = modelWith({ paths: { "/pets/{id}": { post: operation } }, components: { schemas } });
  expect(operations(model)).toContain(`/** Argument of \`make\`. */
export interface MakeParams {
  id: string;
  "a-b"?: number;
  /**
   * @format date-time
   */
  since?: string | Date;
  body: Pet;
}
`);
  expect(operations(model)).toContain(`
/** \`make\` of a client, as a function of its own. */
export function makePets(client: Caller, params: MakeParams, options?: CallOptions): Promise<MakeResult> {
  return client.$call(makeOperation, params, options);
}
`);
  expect(client(model)).toContain(
    "  make: (params: MakeParams, options?: CallOptions) => Promise<MakeResult>;\n",
  );
  expect(client(model)).toContain(
    "  make: (params: MakeParams, options?: CallOptions) => Promise<undefined>;\n",
  );
  expect(client(model)).toContain("    make: makeOperation,\n");
});

test.each([
  ["list", "list", "listPets"],
  ["delete", "delete", "deletePets"],
  ["listCats", undefined, "listCats"],
  ["listAllOfThem", "listAll", "listPetsAll"],
  ["PATCH_cat", "patchTrigger", "patchPetsTrigger"],
])("an operation %s with the method %s is also the function %s", (operationId, method, name) => {
  const declared = method === undefined ? {} : { "x-hookspec-method": method };
  const model = modelWith({ paths: { "/a": { get: { operationId, ...declared, responses: {} } } } });
  expect(operations(model)).toMatch(new RegExp(`export function ${name}\\(\\s*client: Caller,`));
});

test.each([
  ["nothing documented", {}, "Result<Success<number, undefined>>"],
  ["no body", { "204": { description: "" } }, "Result<Success<204, undefined>>"],
  ["a range", { "2XX": json(pet) }, "Result<Success<number, Pet>>"],
  [
    "failures by what they hold",
    {
      "200": json(pet),
      "400": json({ $ref: "#/components/schemas/Problem" }),
      "4XX": json({ $ref: "#/components/schemas/Problem" }),
      "404": { description: "" },
      default: json({ type: "string" }),
    },
    "Result<Success<200, Pet> | Failure<400 | number, Problem> | Failure<number, string>>",
  ],
  [
    "text and bytes",
    {
      "200": { description: "", content: { "text/csv": {} } },
      "201": { description: "", content: { "image/png": {} } },
    },
    "Result<Success<200, string> | Success<201, Blob>>",
  ],
  ["a redirect is neither", { "302": { description: "" } }, "Result<Success<number, undefined>>"],
])("a result: %s", (_name, responses, type) => {
  expect(
    operations(
      modelWith({ paths: { "/a": { get: { operationId: "go", responses } } }, components: { schemas } }),
    ),
  ).toContain(`export type GoResult = ${type};\n`);
});

const paging = { "x-hookspec-paging": { limit: "limit", offset: "offset", default: 20 } };
const list = (limit: string, items: object = pet) => ({
  operationId: "list",
  ...paging,
  parameters: [query("limit", limit), query("offset", "integer")],
  responses: { "200": json({ type: "array", items }) },
});

const paged = (items?: object) =>
  modelWith({
    paths: { "/pets": { get: list("integer", items) }, "/pets/{id}": itemPath },
    components: { schemas },
  });

test("an operation that is marked as paged can be walked", () => {
  expect(client(paged())).toContain("    all(params?: ListParams, options?: CallOptions): Walk<Pet>;\n");
  expect(client(paged())).toContain("createCaller(definition, options), operations, walk);");
  expect(operations(paged())).toContain(
    "export function listAllPets(client: Caller, params?: ListParams, options?: CallOptions): Walk<Pet> {",
  );
  expect(definition(paged())).toContain('paging: ["limit", "offset", 20, "id"],');
});

test("an operation without parameters takes no member at all", () => {
  const model = modelWith({ paths: { "/a": { get: { operationId: "go", responses: {} } } } });
  expect(operations(model)).toContain("export type GoParams = Record<string, never>;\n");
});

test("where nothing tells its items apart it can be walked all the same", () => {
  expect(client(paged({ type: "string" }))).toContain("Walk<string>");
  expect(definition(paged({ type: "string" }))).toContain('paging: ["limit", "offset", 20],');
});

test("one that answers no list cannot", () => {
  const model = modelWith({
    paths: { "/pets": { get: { ...list("integer"), responses: { "200": json(pet) } } } },
    components: { schemas },
  });
  expect(client(model) + operations(model)).not.toMatch(/[Ww]alk/);
});

test("names of the spec's types are left to them", () => {
  const own = { ...schemas, GoParams: { type: "object" }, PetsClient: { type: "object" } };
  const text = operations(
    modelWith({
      paths: {
        "/a": {
          get: { operationId: "go", responses: { "200": json({ $ref: "#/components/schemas/PetsClient" }) } },
        },
      },
      components: { schemas: own },
    }),
  );
  expect(text).toContain("export type GoParams2 = ");
  expect(text).toContain("Success<200, PetsClient2>");
});

test("the definition: servers, key, operations", () => {
  const text = definition(
    modelWith({
      servers: [{ url: "/v1" }, { url: "https://a.example/v1/", description: "Main */" }],
      security: [{ key: [] }],
      paths: {
        "/a/{id}": {
          get: {
            operationId: "go",
            parameters: [id],
            responses: { default: json(pet), "204": { description: "" } },
          },
        },
      },
      components: { schemas, securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
    }),
  );
  expect(text).toBe(`import { type ClientDefinition, type OperationDefinition, inHeader } from "runtime";

const definition: ClientDefinition = {
  name: "pets",
  servers: { main: "https://a.example/v1" },
  auth: { key: [inHeader, "X-Key"] },
};

const goOperation: OperationDefinition = {
  id: "go",
  method: "GET",
  path: "/a/{id}",
  required: "id",
  responses: { none: "204", json: "default" },
};
`);
});

test("parameters that are not plain bring the writer of their place and their style, bodies that of their media type", () => {
  const texts = { type: "array", items: { type: "string" } };
  const text = definition(
    modelWith({
      paths: {
        "/a/{id}": {
          post: {
            operationId: "go",
            parameters: [
              { ...id, style: "matrix", schema: texts },
              { name: "tags", in: "query", schema: texts },
              { name: "ids", in: "query", explode: false, schema: texts },
              { name: "filter", in: "query", style: "deepObject", explode: true, schema: { type: "object" } },
              { name: "X-Trace", in: "header", schema: { type: "string" } },
              { name: "Idempotency-Key", in: "header", schema: { type: "string" } },
              { name: "theme", in: "cookie", schema: { type: "string" } },
            ],
            requestBody: { content: { "multipart/form-data": { schema: { type: "object" } } } },
            responses: {},
          },
        },
      },
    }),
  );
  expect(text).toContain(`  path: "/a/{id}",
  query: "tags",
  required: "id",
  others: {
    id: [styledPath, "id", matrix],
    ids: [styledQuery, "ids", form],
    filter: [styledQuery, "filter", deepObject, true],
    "X-Trace": [styledHeader, "X-Trace", simple],
    "Idempotency-Key": [idempotencyKey, "Idempotency-Key"],
    theme: [styledCookie, "theme", form, true],
  },
  body: [multipart, "multipart/form-data"],
`);
});

const severalSchemes = {
  bearer: { type: "http", scheme: "bearer" },
  key: { type: "apiKey", in: "query", name: "k" },
  "tls.only": { type: "mutualTLS" },
};
const secured = (...securities: (object[] | undefined)[]) =>
  modelWith({
    security: [{ bearer: [] }],
    paths: Object.fromEntries(
      securities.map((security, index) => [
        `/${index}`,
        { get: { operationId: `go${index}`, ...(security && { security }), responses: {} } },
      ]),
    ),
    components: { securitySchemes: severalSchemes },
  });

test("an operation is sent with the keys that it names; the first scheme goes without saying", () => {
  const text = definition(
    secured(
      undefined,
      [],
      [{ key: [] }],
      [{}, { bearer: [] }],
      [{ bearer: [], key: [] }, { key: [], "tls.only": [] }, { "tls.only": [] }],
    ),
  );
  expect(text).toContain(
    '  auth: { bearer: [inHeader, "authorization", "bearer "], key: [inQuery, "k"] },\n',
  );
  const own = [...text.matchAll(/path: "\/(\d)",\s+(?:auth: "(.*?)",)?/g)];
  expect(own.map(([, path, auth]) => [path, auth])).toEqual([
    ["0", undefined],
    ["1", ""],
    ["2", "key"],
    ["3", undefined],
    ["4", "bearer+key key"],
  ]);
});

test("the option for the key: one, or one by the name of each scheme", () => {
  expect(client(secured(undefined))).toContain("  apiKey?: ApiKey | undefined;\n");
  const several = secured(undefined, [{ key: [] }]);
  expect(client(several)).toContain(
    "  apiKey?: ApiKey | { readonly bearer?: ApiKey | undefined; readonly key?: ApiKey | undefined } | undefined;\n",
  );
  expect(readme(several)).toContain('({ apiKey: { bearer: "test", key: "test" }, baseUrl: mock.url });');
  expect(readme(several)).toContain("an object of keys by security scheme (`bearer`, `key`)");
  expect(client(secured([]))).not.toContain("apiKey");
  expect(readme(secured([]))).toContain("Client({ baseUrl: mock.url });");
});

test.each([
  ["application/merge-patch+json", "json"],
  ["application/x-www-form-urlencoded", "urlencoded"],
  ["text/plain", "raw"],
  ["application/octet-stream", "raw"],
])("a body of %s is written by %s", (mediaType, writer) => {
  const requestBody = { content: { [mediaType]: { schema: { type: "string" } } } };
  const paths = { "/a": { post: { operationId: "go", requestBody, responses: {} } } };
  expect(definition(modelWith({ paths }))).toContain(`  body: [${writer}, "${mediaType}"],\n`);
});

test("validate is an option only where the spec's validators are emitted", () => {
  const paths = { "/a": { get: { operationId: "go", responses: { "200": json(pet) } } } };
  const printer = new Printer("pets.json");
  const emitted = (fragment: object) => {
    const files = emitClient(
      modelWith(fragment),
      naming("pets", undefined, { runtime: "*", sibling: "*" }),
      printer,
    );
    return Object.fromEntries(files.map(({ path, text }) => [path, text]));
  };
  const [with_, without] = [emitted({ paths, components: { schemas } }), emitted({})];
  expect(with_["src/index.ts"]).toContain("PetsClientOptions extends ClientOptions, ValidationOptions {");
  expect(with_["src/validators.ts"]).toContain('createValidate({ go: { "200": checkGo200 } })');
  expect(without["src/index.ts"]).toContain("PetsClientOptions extends ClientOptions {");
  expect(Object.keys(without)).not.toContain("src/validators.ts");
});

test("the README's example calls what is sure to work, and says nothing of what is not there", () => {
  const nothing = readme(modelWith({}));
  expect(nothing).toContain("console.log(client);");
  expect(nothing).not.toMatch(/unwrap }|## Methods|## Receiving|`server`/);
  const body = { required: true, content: { "application/json": { schema: pet, example: { id: "1" } } } };
  const creates = readme(
    modelWith({
      paths: {
        "/pets": { post: { operationId: "create", requestBody: body, responses: { "200": json(pet) } } },
        "/pets/{id}": itemPath,
      },
      components: { schemas },
    }),
  );
  expect(creates).toContain(
    'const result = await client.create({ body: { id: "1" } });\nconsole.log(unwrap(result));',
  );
  expect(creates).toContain("| `get` | `GET /pets/{id}` |");
});

test("server-sent events are handed on as a stream, and the README says so", () => {
  const content = { "text/event-stream": { schema: { type: "string" } } };
  const operation = { operationId: "follow", responses: { "200": { description: "", content } } };
  const model = modelWith({ paths: { "/events": { get: operation } } });
  expect(operations(model)).toContain(
    'export type FollowResult = Result<Success<200, NonNullable<Response["body"]>>>;\n',
  );
  expect(definition(model)).toContain('responses: { stream: "200" }');
  expect(readme(model)).toContain("The data of `follow` is a stream of bytes, ");
});

test("a spec that becomes no mock server has a README without one", () => {
  const operation = { operationId: "ask", responses: { "200": json(pet) } };
  const fragment = {
    "x-hookspec-packages": ["client", "types"],
    paths: { "/a": { get: operation } },
    components: { schemas },
  };
  const text = readme(modelWith(fragment));
  expect(text).toContain(`export const client = createPetsClient();
export const ask = async () => unwrap(await client.ask());
`);
  expect(text).not.toContain("mock-server");
  expect(modelWith(fragment).packages).toEqual(["types", "client"]);
  const securitySchemes = { key: { type: "apiKey", in: "header", name: "x-key" } };
  expect(
    readme(modelWith({ ...fragment, security: [{ key: [] }], components: { schemas, securitySchemes } })),
  ).toContain('createPetsClient({ apiKey: "your key" });');
});
