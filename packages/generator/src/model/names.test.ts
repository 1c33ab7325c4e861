import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { schemasWith } from "../../test/model-of.js";
import {
  camelCase,
  isIdentifier,
  kebabCase,
  memberAccess,
  Names,
  pascalCase,
  propertyKey,
  typeName,
} from "./names.js";

test.each([
  ["updateUnifiedWebhook", "update-unified-webhook", "UpdateUnifiedWebhook", "updateUnifiedWebhook"],
  ["HTTPServer 2", "http-server-2", "HttpServer2", "httpServer2"],
  ["get /users/{user-id}", "get-users-user-id", "GetUsersUserId", "getUsersUserId"],
  ["snake_case_name", "snake-case-name", "SnakeCaseName", "snakeCaseName"],
  ["1st", "1st", "_1st", "_1st"],
  ["x²", "x", "X", "x"],
  ["日本", "日本", "日本", "日本"],
  ["!!", "", "_", "_"],
])("%s", (name, kebab, pascal, camel) => {
  expect([kebabCase(name), pascalCase(name), camelCase(name)]).toEqual([kebab, pascal, camel]);
});

test.each([
  ["Pet", "Pet"],
  ["HTTPError", "HTTPError"],
  ["my-schema.v1", "MySchemaV1"],
  ["class", "Class"],
  ["Error", "ErrorSchema"],
  ["record", "RecordSchema"],
  ["Result", "ResultSchema"],
  ["Math", "MathSchema"],
])("the type of %s is %s", (key, name) => {
  expect(typeName(key)).toBe(name);
});

test("any text becomes an identifier in each case", () => {
  const anyName = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.string());
  fc.assert(
    fc.property(anyName, (name) => {
      for (const identifier of [pascalCase(name), typeName(name), `${camelCase(name)}Values`]) {
        expect(identifier).toSatisfy(isIdentifier);
      }
      expect(`${camelCase(name)}Operation`).toSatisfy(isIdentifier);
    }),
  );
});

test("names are handed out once each", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "a2", "a3", "b", "toString")), (wanted) => {
      const names = new Names(["b"]);
      const got = wanted.map((name) => names.claim(name));
      expect(new Set([...got, "b"]).size).toBe(got.length + 1);
    }),
  );
});

test("every component of a document gets a name of its own, and no view takes another's", () => {
  const keys = fc.uniqueArray(
    fc.constantFrom(
      "pet",
      "Pet",
      "PET",
      "p-e-t",
      "PetInput",
      "pet_input",
      "Error",
      "error_schema",
      "ErrorSchema",
      "1",
      "_1",
      "PetsClient",
    ),
  );
  fc.assert(
    fc.property(keys, (all) => {
      const schemas = schemasWith(Object.fromEntries(all.map((key) => [key, { type: "string" }])));
      const names = schemas.map(({ name }) => name);
      expect(new Set([...names, "PetsClient"]).size).toBe(all.length + 1);
      for (const name of names) expect(name).toSatisfy(isIdentifier);
    }),
  );
});

test("member keys and accesses read back as the name, whatever it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const source = ts.createSourceFile(
        "a.ts",
        `x${memberAccess(name)}; ({ ${propertyKey(name)}: 1 })`,
        ts.ScriptTarget.ES2022,
        true,
      );
      const seen: string[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isPropertyAccessExpression(node)) seen.push(node.name.text);
        if (ts.isElementAccessExpression(node)) seen.push((node.argumentExpression as ts.StringLiteral).text);
        if (ts.isPropertyAssignment(node)) seen.push((node.name as ts.Identifier | ts.StringLiteral).text);
        ts.forEachChild(node, visit);
      };
      visit(source);
      expect(seen).toEqual([name, name]);
    }),
  );
});
