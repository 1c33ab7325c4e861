import { expect, expectTypeOf, test } from "vitest";
import { ApiError } from "./errors/api-error.js";
import type { Failure, Result, Success } from "./result.js";
import type { UnexpectedProblem } from "./unexpected-problem.js";
import { unwrap } from "./unwrap.js";

interface Pet {
  id: string;
}
interface Problem {
  title: string;
  errors?: { pointer: string }[];
}
type PetResult = Result<Success<200, Pet> | Failure<401 | 404, Problem>>;

const response = new Response();
const request = { operation: "getPet", method: "GET", url: "https://api.example.com/pets/1" };
const success: Success<200, Pet> = { ok: true, status: 200, data: { id: "1" }, response, request };
const failure = (error: object): Failure => ({ ok: false, status: 422, error, response, request });

test("gives the data of a success", () => {
  expect(unwrap(success)).toBe(success.data);
});

const opening = "getPet failed: GET https://api.example.com/pets/1 answered 422.";
test.each<[object, string]>([
  [
    {
      title: "Invalid",
      detail: "Two fields are wrong.",
      errors: [{ pointer: "#/a", detail: "must be text" }, {}],
    },
    "Invalid. Two fields are wrong. At #/a: must be text.",
  ],
  [
    {
      title: "Invalid",
      detail: "The body does not fit: /a: Must be text.",
      errors: [{ pointer: "/a", detail: "Must be text." }],
    },
    "Invalid. The body does not fit: /a: Must be text.",
  ],
  [{ title: "Invalid", errors: [{ pointer: "#/a" }] }, "Invalid. At #/a: see error.errors."],
  [{ title: "Invalid", errors: "none" }, "Invalid."],
  [{ code: 7 }, ""],
])("throws an ApiError for %o", (error, rest) => {
  const thrown = expect(() => unwrap(failure(error)));
  thrown.toThrow(ApiError);
  thrown.toThrow(
    expect.objectContaining({
      message: `${opening} ${rest}`.trim(),
      error,
      status: 422,
      ...request,
      response,
    }),
  );
});

test("types: ok and status narrow data and error", () => {
  const result = success as PetResult;
  expectTypeOf(unwrap(result)).toEqualTypeOf<Pet>();
  if (result.ok) {
    expectTypeOf(result.data).toEqualTypeOf<Pet>();
    expectTypeOf(result.status).toEqualTypeOf<200>();
  } else {
    // any status may come with a body from a proxy, so the documented error is never the only one
    expectTypeOf(result.error).toEqualTypeOf<Problem | UnexpectedProblem>();
    expectTypeOf(result.error.title).toEqualTypeOf<string>();
    if ("errors" in result.error) expectTypeOf(result.error).toEqualTypeOf<Problem>();
    if (result.status === 404) expectTypeOf(result.error).toEqualTypeOf<Problem | UnexpectedProblem>();
    if (result.status === 500) expectTypeOf(result.error).toEqualTypeOf<UnexpectedProblem>();
  }
  expectTypeOf<typeof result>().not.toHaveProperty("data");
});
