import fc from "fast-check";
import { expect, test } from "vitest";
import { id } from "../../test/pets.js";
import { expandPath } from "./path.js";

const fill = (value: unknown, template = "/pets/{id}/toys") => expandPath(template, [[id, value]], "getPet");

test.each([
  ["a/b?c#d", "/pets/a%2Fb%3Fc%23d/toys"],
  ["..%2f", "/pets/..%252f/toys"],
  ["%2e%2e", "/pets/%252e%252e/toys"],
  ["...", "/pets/.../toys"],
  [7, "/pets/7/toys"],
  ["é", "/pets/%C3%A9/toys"],
])("%s stays one segment", (value, expected) => {
  expect(fill(value)).toBe(expected);
});

test.each(["", [], {}])("refuses %o: it would call the parent", (value) => {
  expect(() => fill(value)).toThrow(
    new TypeError(
      'getPet: path parameter "id" is empty, which would call another path. Pass a value that is not empty.',
    ),
  );
});

test.each([".", "..", ["."]])("refuses %o: it would be resolved away", (value) => {
  expect(() => fill(value)).toThrow(/^getPet: \{id\} would become "\.\.?", which would call another path\./);
});

test("refuses dots that only meet in the filled template", () => {
  const label = { ...id, style: "label" } as const;
  expect(() => expandPath("/pets/{id}", [[label, "."]], "getPet")).toThrow('{id} would become ".."');
  expect(() => fill(".", "/pets/.{id}")).toThrow('.{id} would become ".."');
});

test("whatever is passed is refused or arrives as itself, in its own segment", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(".", "/", "\\", "%", "2", "e", "?", "#", ";", "\t", "\n", " ") }),
  );
  fc.assert(
    fc.property(hostile, (value) => {
      let path: string;
      try {
        path = fill(value);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        expect(value === "" || value === "." || value === ".." || /\p{Surrogate}/u.test(value)).toBe(true);
        return;
      }
      const url = new URL(`https://api.example.com/v1${path}`);
      expect(url.search + url.hash).toBe("");
      expect(url.pathname.split("/").map(decodeURIComponent)).toEqual(["", "v1", "pets", value, "toys"]);
    }),
  );
});
