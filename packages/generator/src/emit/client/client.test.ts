import { expect, test } from "vitest";
import { modelWith, printed } from "../../../test/model-of.js";
import type { ApiModel } from "../../model/api-model.js";
import { naming } from "../packages.js";
import { clientStatements } from "./client.js";
import { definitionStatements } from "./definition.js";
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

const client = (model: ApiModel) => printed(clientStatements(model, "pets-types", "runtime"));
const definition = (model: ApiModel) => printed(definitionStatements(model, "runtime"));
const readme = (model: ApiModel) =>
  clientReadme(model, naming("pets", "@acme", { runtime: "*", sibling: "*" }));

test("params: required and optional, by their keys, and the body", () => {
  const operation = {
    operationId: "make",
    parameters: [id, query("a-b", "integer")],
    requestBody: { required: true, ...json(pet) },
    responses: {},
  };
  const text = client(modelWith({ paths: { "/pets/{id}": { post: operation } }, components: { schemas } }));
  expect(text).toContain(`/** Argument of \`make\`. */
export interface MakeParams {
  id: string;
  "a-b"?: number;
  body: Pet;
}
`);
  expect(text).toContain("  make(params: MakeParams, options?: CallOptions): Promise<MakeResult>;\n");
  expect(text).toContain(
    "    make: (params, options) => call<MakeResult>(makeOperation, params, options),\n",
  );
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
    client(
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

test("a paged listing of a resource can be walked", () => {
  const text = client(
    modelWith({
      paths: { "/pets": { get: list("integer") }, "/pets/{id}": itemPath },
      components: { schemas },
    }),
  );
  expect(text).toContain(
    "  listAll(params?: ListParams, options?: CallOptions): AsyncGenerator<Pet, void, undefined>;\n",
  );
  expect(text).toContain(`    listAll: (params, options) =>
      paginate(
        async ({ limit, offset }) =>
          unwrap(await call<ListResult>(listOperation, { ...params, limit, offset }, options)),
        { limit: params?.limit ?? 20, offset: params?.offset, id: (item) => item.id },
      ),
`);
});

test.each([
  ["by a limit that is no number", { "/pets": { get: list("string") }, "/pets/{id}": itemPath }],
  ["of what is no resource", { "/pets": { get: list("integer", { type: "string" }) } }],
])("a listing %s cannot", (_name, paths) => {
  const text = client(modelWith({ paths, components: { schemas } }));
  expect(text).not.toContain("listAll");
  expect(text).not.toContain("paginate");
});

test("names of the spec's types are left to them", () => {
  const own = { ...schemas, GoParams: { type: "object" }, PetsClient: { type: "object" } };
  const text = client(
    modelWith({
      paths: {
        "/a": {
          get: { operationId: "go", responses: { "200": json({ $ref: "#/components/schemas/PetsClient" }) } },
        },
      },
      components: { schemas: own },
    }),
  );
  expect(text).toContain("export interface GoParams2 {");
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
  expect(text).toBe(`import type { ClientDefinition, OperationDefinition } from "runtime";

export const definition: ClientDefinition = {
  name: "pets",
  servers: { main: "https://a.example/v1" },
  auth: { in: "header", name: "X-Key" },
};

export const goOperation: OperationDefinition = {
  id: "go",
  method: "GET",
  path: "/a/{id}",
  parameters: [{ key: "id", name: "id", in: "path", required: true, style: "simple", explode: false }],
  responses: { "204": "none", default: "json" },
};
`);
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
  expect(client(model)).toContain(
    'export type FollowResult = Result<Success<200, NonNullable<Response["body"]>>>;\n',
  );
  expect(definition(model)).toContain('"200": "stream"');
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
