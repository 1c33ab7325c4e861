import { expect, test } from "vitest";
import { createPet, getPet, id, query, replacePet } from "../../test/pets.js";
import type { OperationDefinition } from "../definition.js";
import { serialiseRequest } from "./request.js";

test("spreads one flat argument over path, query, headers, cookies and body", () => {
  const operation: OperationDefinition = {
    ...replacePet,
    parameters: [
      id,
      query("tags"),
      query("filter", { style: "deepObject" }),
      query("trace", { in: "header", name: "X-Trace", style: "simple", explode: false }),
      query("session", { in: "cookie" }),
    ],
  };
  const headers = new Headers();
  const argument = {
    id: "a b",
    tags: ["x", "y"],
    filter: { age: 3 },
    trace: ["1 2", 3],
    session: ["p;q", "r"],
    body: { name: "Rex" },
  };
  const { target, body } = serialiseRequest(operation, argument, headers);
  expect(target).toBe("/pets/a%20b?tags=x&tags=y&filter%5Bage%5D=3");
  expect(Object.fromEntries(headers)).toEqual({
    "content-type": "application/json",
    cookie: "session=p%3Bq; session=r",
    "x-trace": "1 2,3",
  });
  expect(body).toBe('{"name":"Rex"}');
});

test("what is undefined, null or empty is left out", () => {
  expect(serialiseRequest(getPet, { id: 1, tags: [], since: undefined }).target).toBe("/pets/1");
  expect(serialiseRequest(getPet, { id: 1, since: null }).target).toBe("/pets/1");
});

test("names everything that is missing, and what to pass", () => {
  expect(() => serialiseRequest(replacePet, {})).toThrow(
    new TypeError(
      'replacePet (PUT /pets/{id}) needs "id" and "body", but got none. Pass one object, such as { id: …, body: … }.',
    ),
  );
  expect(() => serialiseRequest(getPet)).toThrow('getPet (GET /pets/{id}) needs "id"');
});

test.each<[OperationDefinition, object, string]>([
  [getPet, { id: 1, foo: 1 }, '"foo", which there is not. Accepted: id, tags, since.'],
  [getPet, { id: 1, Tag: "x" }, '"Tag", which there is not. Did you mean tags? Accepted: id, tags, since.'],
  [getPet, { id: 1, body: {} }, '"body", which there is not. Accepted: id, tags, since.'],
  [createPet, { name: "Rex" }, '"name", which there is not. Accepted: body.'],
])("refuses what the operation does not take: %o %o", (operation, argument, message) => {
  const { id: name, method, path } = operation;
  expect(() => serialiseRequest(operation, argument)).toThrow(
    new TypeError(`${name} (${method} ${path}) got ${message}`),
  );
});

test("a null body is JSON, not a missing one", () => {
  expect(serialiseRequest(createPet, { body: null }).body).toBe("null");
});

test.each([
  ["pet_1", "a string"],
  [null, "null"],
  [["pet_1"], "a list"],
])("refuses %o in place of the object", (argument, what) => {
  expect(() => serialiseRequest(getPet, argument)).toThrow(
    new TypeError(`getPet (GET /pets/{id}) takes one object, such as { id: … }, but got ${what}.`),
  );
});

test("refuses a header that would split the request, without printing it", () => {
  const operation = { ...getPet, parameters: [id, query("trace", { in: "header", style: "simple" })] };
  expect(() => serialiseRequest(operation, { id: 1, trace: "a\r\nx: y" })).toThrow(
    /^Header "trace" cannot be sent: [^\r\n]*$/,
  );
});
