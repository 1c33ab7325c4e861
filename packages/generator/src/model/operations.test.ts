import { expect, test } from "vitest";
import { formatProblem } from "../load/problems.js";
import { modelWith } from "../../test/model-of.js";

const ok = { responses: { "200": { description: "ok" } } };
const query = (name: string, schema: object = { type: "string" }) => ({ name, in: "query", schema });

test("a path item's parameters are shared, and an operation's replace them", () => {
  const { operations } = modelWith({
    paths: {
      "/a/{id}": {
        parameters: [
          { name: "id", in: "path", schema: { type: "string" } },
          query("limit"),
          { $ref: "#/components/parameters/Trace" },
        ],
        get: { ...ok, parameters: [query("limit", { type: "integer" })] },
      },
    },
    components: {
      parameters: { Trace: { name: "trace", in: "header", required: true, schema: { type: "string" } } },
    },
  });
  expect(
    operations[0]?.parameters.map(({ key, in: place, required, schema }) => [
      key,
      place,
      required,
      schema.kind,
    ]),
  ).toEqual([
    ["id", "path", true, "string"],
    ["limit", "query", false, "number"],
    ["trace", "header", true, "string"],
  ]);
});

test("names that collide take their place in front; a taken one takes a number", () => {
  const parameters = [
    query("id"),
    { name: "id", in: "header" },
    query("body"),
    query("query_id"),
    { name: "Authorization", in: "header" },
  ];
  const { operations } = modelWith({ paths: { "/a": { post: { ...ok, parameters } } } });
  expect(operations[0]?.parameters.map(({ key }) => key)).toEqual([
    "query_id2",
    "header_id",
    "query_body",
    "query_id",
  ]);
});

test.each([
  ["query", undefined, "form", true],
  ["cookie", undefined, "form", true],
  ["path", undefined, "simple", false],
  ["header", undefined, "simple", false],
  ["query", "pipeDelimited", "pipeDelimited", false],
])("a parameter in %s of style %s", (place, style, wanted, explode) => {
  const path = place === "path" ? "/{p}" : "/";
  const { operations } = modelWith({
    paths: { [path]: { get: { ...ok, parameters: [{ name: "p", in: place, ...(style && { style }) }] } } },
  });
  expect(operations[0]?.parameters[0]).toMatchObject({ style: wanted, explode });
});

test("a path parameter that is not declared is a string, one without a place is none; both are told", () => {
  const parameters = [{ name: "no", in: "path", required: true, schema: { type: "integer" } }];
  const { operations, warnings } = modelWith({ paths: { "/a/{id}": { get: { ...ok, parameters } } } });
  expect(operations[0]?.parameters).toMatchObject([
    { name: "id", in: "path", required: true, style: "simple", schema: { kind: "string" } },
  ]);
  expect(warnings.map(formatProblem)).toEqual([
    "pets.json:1:78  /a/{id} has no {no}, so the path parameter of that name is left out. Add it to the path, or remove the parameter.",
    "pets.json:1:78  /a/{id} has {id} but no path parameter of that name; it is taken as a string. Add { name: id, in: path, required: true, schema: … } to its parameters.",
  ]);
});

test("what is no status is no response; extensions are not warned of", () => {
  const response = { description: "ok" };
  const responses = { "200": response, "4xx": response, default: response, "2000": response, "x-a": {} };
  const { operations, warnings } = modelWith({ paths: { "/a": { get: { responses } } } });
  expect(operations[0]?.responses.map(({ status }) => status)).toEqual(["200", "4XX", "default"]);
  expect(warnings.map(({ message }) => message)).toEqual([
    '"2000" is no status, so this response is left out. Accepted are 100 to 599, 1XX to 5XX, and default.',
  ]);
});

test("methods: declared names first, the others around them, none twice", () => {
  const { operations, warnings } = modelWith({
    paths: {
      "/a": {
        get: { ...ok, operationId: "list" },
        post: { ...ok, operationId: "other", "x-hookspec-method": "list" },
      },
      "/b": { get: { ...ok, operationId: "list" }, post: ok, put: { ...ok, operationId: "then" } },
    },
  });
  expect(operations.map(({ id, method }) => [id, method])).toEqual([
    ["list", "list2"],
    ["other", "list"],
    ["list2", "list3"],
    ["then", "then2"],
    ["postB", "postB"],
  ]);
  expect(warnings.map(({ message }) => message)).toEqual([
    "operationId list stands on another operation already; this one is taken as list2, with the method list3. Give it an id of its own.",
  ]);
});

test.each([
  ["list", "is taken by another operation"],
  ["then", "is no name for a method"],
  ["__proto__", "is no name for a method"],
])("x-hookspec-method %s is refused", (name, why) => {
  const declared = { ...ok, "x-hookspec-method": name };
  expect(() =>
    modelWith({ paths: { "/a": { get: { ...ok, "x-hookspec-method": "list" }, put: declared } } }),
  ).toThrow(`x-hookspec-method ${name} ${why}. Give each operation a name of its own.`);
});

test("bodies and answers: JSON is preferred, ranges and default are kept", () => {
  const { operations } = modelWith({
    paths: {
      "/a": {
        post: {
          requestBody: {
            content: {
              "text/csv": {},
              "application/problem+json": { schema: { type: "string" }, example: "e" },
            },
          },
          responses: {
            "2xx": { content: { "image/png": {} } },
            default: { $ref: "#/components/responses/E" },
            "204": {},
          },
        },
      },
    },
    components: {
      responses: {
        E: { description: "E", content: { "application/json; charset=utf-8": { schema: true } } },
      },
    },
  });
  expect(operations[0]?.body).toMatchObject({
    mediaTypes: ["application/problem+json", "text/csv"],
    required: false,
    example: "e",
  });
  expect(operations[0]?.responses.map(({ status, mediaType }) => [status, mediaType])).toEqual([
    ["204", undefined],
    ["2XX", "image/png"],
    ["default", "application/json; charset=utf-8"],
  ]);
});

test("security: the operation's own, else the document's", () => {
  const { operations } = modelWith({
    security: [{ a: [], b: [] }, {}],
    paths: { "/a": { get: ok, put: { ...ok, security: [] } } },
  });
  expect(operations.map(({ security }) => security)).toEqual([[["a", "b"], []], []]);
});
