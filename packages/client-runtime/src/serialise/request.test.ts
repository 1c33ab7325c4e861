import fc from "fast-check";
import { expect, test } from "vitest";
import { createPet, getPet, replacePet } from "../../test/pets.js";
import type { OperationDefinition } from "../definition.js";
import { styledHeader } from "./expand.js";
import { serialiseRequest } from "./request.js";
import { simple } from "./styles.js";

test("spreads one flat argument over path, query, headers and body", () => {
  const operation: OperationDefinition = {
    ...replacePet,
    query: "tags since",
    others: { trace: [styledHeader, "X-Trace", simple] },
  };
  const argument = { id: "a b", tags: ["x", "y"], since: new Date(0), trace: "t", body: { at: new Date(0) } };
  expect(serialiseRequest(operation, argument)).toEqual({
    path: "/pets/a%20b",
    query: ["tags=x", "tags=y", "since=1970-01-01T00%3A00%3A00.000Z"],
    headers: { "content-type": "application/json", "X-Trace": "t" },
    body: '{"at":"1970-01-01T00:00:00.000Z"}',
  });
});

test("what is undefined, null or an empty list is left out", () => {
  for (const argument of [
    { id: 1, tags: [], since: undefined },
    { id: 1, since: null },
  ]) {
    expect(serialiseRequest(getPet, argument)).toMatchObject({ path: "/pets/1", query: [] });
  }
});

test("a null body is JSON, not a missing one", () => {
  expect(serialiseRequest(createPet, { body: null }).body).toBe("null");
});

test.each<[string, OperationDefinition, unknown, string]>([
  ["a missing parameter", getPet, undefined, "getPet: id is missing"],
  ["a null one", getPet, { id: null }, "getPet: id is missing"],
  ["a missing body", replacePet, { id: 1 }, "replacePet: body is missing"],
  ["what it does not take", getPet, { id: 1, foo: 1 }, "getPet: foo is not known"],
  ["a body it does not take", getPet, { id: 1, body: {} }, "getPet: body is not known"],
  ["text for the object", getPet, "pet_1", "getPet: the argument is no object"],
  ["null for the object", getPet, null, "getPet: the argument is no object"],
  ["a list for the object", getPet, ["pet_1"], "getPet: the argument is no object"],
  ["NaN", getPet, { id: Number.NaN }, "getPet: id is no text, number, boolean or Date"],
  [
    "an object as text",
    getPet,
    { id: 1, tags: { a: 1 } },
    "getPet: tags is no text, number, boolean or Date",
  ],
  ["an invalid Date", getPet, { id: 1, since: new Date(Number.NaN) }, "getPet: since Invalid time value"],
  ["half a surrogate pair", getPet, { id: "\ud83d" }, "getPet: id URI malformed"],
  ["an empty id", getPet, { id: "" }, 'getPet: id is "", which would call another path'],
  ["a dot", getPet, { id: "." }, 'getPet: id is ".", which would call another path'],
  ["two dots", getPet, { id: ".." }, 'getPet: id is "..", which would call another path'],
  [
    "a dot that meets another",
    { ...getPet, path: "/pets/.{id}/toys" },
    { id: "." },
    'getPet: id is ".", which would call another path',
  ],
  ["a body without JSON", createPet, { body: () => 1 }, "createPet: body has no JSON form"],
])("refuses %s before anything is sent", (_name, operation, argument, message) => {
  expect(() => serialiseRequest(operation, argument as object)).toThrow(
    new TypeError(`${message}. Nothing was sent.`),
  );
});

test("whatever is passed as an id is refused or arrives as itself, in its own segment", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom(".", "/", "\\", "%", "2", "e", "?", "#", ";", "\t", "\n", " ", "{", "}"),
    }),
  );
  fc.assert(
    fc.property(hostile, (id) => {
      let path: string;
      try {
        ({ path } = serialiseRequest({ ...getPet, path: "/pets/{id}/toys" }, { id }));
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        expect(id === "" || id === "." || id === ".." || /\p{Surrogate}/u.test(id)).toBe(true);
        return;
      }
      const url = new URL(`https://api.example.com/v1${path}`);
      expect(url.search + url.hash).toBe("");
      expect(url.pathname.split("/").map(decodeURIComponent)).toEqual(["", "v1", "pets", id, "toys"]);
    }),
  );
});
