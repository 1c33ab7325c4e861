import ts from "typescript";
import { expect, test } from "vitest";
import { modelWith, printed } from "../../../test/model-of.js";
import { definitionStatements } from "./definition.js";
import { JsonSchemas } from "../json-schemas.js";
import { DocumentedResponses } from "./responses.js";
import { requestValidators } from "./validators.js";

const json = (schema: object) => ({ description: "", content: { "application/json": { schema } } });
const pet = { $ref: "#/components/schemas/Pet" };

const model = modelWith({
  servers: [{ url: "https://a.example/v1/" }, { url: "/v1" }],
  paths: {
    "/pets": {
      get: {
        operationId: "list",
        parameters: [
          { name: "a-b", in: "query", schema: { type: ["integer", "null"], minimum: 1 } },
          {
            name: "a_b",
            in: "query",
            schema: { type: "array", items: { $ref: "#/components/schemas/Flag" } },
          },
          { name: "text", in: "query", schema: { type: "string", description: "Any." } },
        ],
        responses: { "200": json({ type: "array", items: pet }) },
      },
      post: { operationId: "create", requestBody: json(pet), responses: { "201": json(pet) } },
    },
    "/pets/{id}": {
      get: {
        operationId: "get",
        parameters: [{ name: "id", in: "path", schema: { type: "string" } }],
        responses: { "200": json(pet) },
      },
    },
    "/toys": {
      get: {
        operationId: "toys",
        responses: { "2XX": { description: "", content: { "application/json": { example: ["*/ ball"] } } } },
      },
    },
  },
  components: {
    schemas: {
      Pet: {
        type: "object",
        required: ["id"],
        properties: {
          id: { type: "string", readOnly: true },
          name: { type: "string", minLength: 1, pattern: "(?i)a" },
        },
      },
      Flag: { type: "boolean" },
    },
  },
});

test("the definition binds routes, state and checks", () => {
  const schemas = new JsonSchemas(model.document, "response", "make");
  const parts = { responses: new DocumentedResponses(model, schemas), hasSchemas: true };
  const text = printed(definitionStatements(model, parts, "pets-types", "runtime"));
  expect(text).toContain(
    'import * as checks from "pets-types/validators";\n' +
      'import * as responses from "./responses.js";\n' +
      'import { schemas } from "./schemas.js";\n' +
      'import * as requests from "./validators.js";\n\n/** The Pets, as the mock runtime sees it. */\n',
  );
  expect(text).toContain('basePaths: ["/v1"],');
  expect(text).toMatch(
    /name: "a-b",\s+in: "query",\s+required: false,\s+style: "form",\s+explode: true,\s+type: "number",\s+validate: requests\.listQueryAB,/,
  );
  expect(text).toMatch(/type: "array",\s+items: "boolean",\s+validate: requests\.listQueryAB2,/);
  expect(text).toMatch(
    /name: "text", in: "query", required: false, style: "form", explode: true, type: "string" \}/,
  );
  expect(text).toContain('success: { status: 200, mediaType: "application/json" },');
  expect(text).toContain('responses: { "2XX": responses.toys2xx },');
  expect(text).toContain("validate: checks.Pet,");
  expect(text).toMatch(/\n {2}schemas: schemas,\n\};\n$/);
});

test("the checks run without another module, and accept what the spec does", async () => {
  const { outputText } = ts.transpileModule(requestValidators(model), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  expect(outputText).not.toMatch(/require\(|^import /m);
  const checks = (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)) as Record<
    string,
    (value: unknown) => boolean
  >;
  expect(Object.keys(checks).sort()).toEqual(["createBody", "listQueryAB", "listQueryAB2"]);
  // Read-only members of a request are not looked at, and a pattern in another dialect says nothing.
  expect(checks["createBody"]?.({ id: 5, name: "b" })).toBe(true);
  expect(checks["createBody"]?.({ name: "" })).toBe(false);
  expect([0, 1, null].map((value) => checks["listQueryAB"]?.(value))).toEqual([false, true, true]);
});
