import { expect, test } from "vitest";
import { documentWith, modelWith, printed } from "./model-of.js";
import { generate, naming } from "./generator.js";
import { namedTypes } from "../src/emit/types/named-types.js";

const content = (key: string) => ({
  content: { "application/json": { schema: { $ref: `#/components/schemas/${key}` } } },
});
const operation = (operationId: string, key: string) => ({
  operationId,
  requestBody: content(key),
  responses: { "200": { description: "ok", ...content(key) } },
});

/** The sources that three schemas, two of them linked, become; validators apart, whose names are numbered. */
function sourcesWith(owner: object): Map<string, string> {
  const Pet = { type: "object", properties: { owner: { $ref: "#/components/schemas/Owner" } } };
  const Owner = { type: "object", required: ["name"], properties: { name: { type: "string" }, ...owner } };
  const Shop = { type: "object", properties: { kind: { enum: ["a", "b"] } } };
  const document = documentWith({
    paths: {
      "/pets": { post: operation("addPet", "Pet") },
      "/owners": { post: operation("addOwner", "Owner") },
      "/shops": { post: operation("addShop", "Shop") },
    },
    components: { schemas: { Pet, Owner, Shop } },
  });
  const { packages } = generate(document, naming("pets", undefined, { runtime: "*", sibling: "*" }));
  return new Map(
    packages.flatMap(({ folder, files }) =>
      files
        .filter(({ path }) => path.startsWith("src/") && !/(?:validators|checks)\.ts$/.test(path))
        .map(({ path, text }) => [`${folder}/${path}`, text]),
    ),
  );
}

test("one changed schema changes only the lines that speak of it", () => {
  const before = sourcesWith({});
  const after = sourcesWith({ age: { type: "integer" } });
  expect([...after.keys()]).toEqual([...before.keys()]);
  const changed = [...after].flatMap(([file, text]) => {
    const lines = new Set(before.get(file)?.split("\n"));
    return text
      .split("\n")
      .filter((line) => !lines.has(line))
      .map((line) => `${file} ${line.trim()}`);
  });
  expect(changed).toEqual([
    "pets-types/src/types.ts age?: number;",
    "pets-types/src/openapi.ts age?: number;",
    'pets-mock-server/src/schemas.ts "response.Owner": {',
    'pets-mock-server/src/schemas.ts type: "object",',
    'pets-mock-server/src/schemas.ts required: ["name"],',
    'pets-mock-server/src/schemas.ts properties: { name: { type: "string" }, age: { type: "integer" } },',
    "pets-mock-server/src/schemas.ts },",
  ]);
});

test("ten thousand schemas, each of which refers to others, have a type each", () => {
  const count = 10_000;
  const names = Array.from({ length: count }, (_, index) => `Schema${index}`);
  const schemas = names.map((name, index) => [
    name,
    {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "string", readOnly: true },
        next: { $ref: `#/components/schemas/Schema${(index + 1) % count}` },
        all: { type: "array", items: { $ref: `#/components/schemas/Schema${(index * 7) % count}` } },
      },
    },
  ]);
  const model = modelWith({
    paths: { "/": { post: operation("add", "Schema0") } },
    components: { schemas: Object.fromEntries(schemas) },
  });
  const text = printed(namedTypes(model));
  expect(text.match(/^export interface Schema\d+ \{$/gm)).toHaveLength(count);
  expect(text.match(/^export interface Schema\d+Input \{$/gm)).toHaveLength(count);
});
