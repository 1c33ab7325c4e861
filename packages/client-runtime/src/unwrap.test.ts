import { expect, expectTypeOf, test } from "vitest";
import {
  ApiError,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  ParseError,
  ServerError,
  TooManyRequestsError,
  UnauthorizedError,
  UnprocessableContentError,
} from "./errors/api-error.js";
import { RequestError } from "./errors/request-error.js";
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
const answered = (status: number, headers = {}) => new Response(null, { status, headers });
const failure = (error: object, status = 422, headers = {}): Failure => ({
  ok: false,
  status,
  error,
  response: answered(status, headers),
  request,
});

test("gives the data of a success", () => {
  expect(unwrap(success)).toBe(success.data);
});

const opening = "GET https://api.example.com/pets/1 answered 422.";
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
      request,
    }),
  );
});

test.each([
  [400, BadRequestError],
  [401, UnauthorizedError],
  [403, ForbiddenError],
  [404, NotFoundError],
  [409, ConflictError],
  [418, ApiError],
  [422, UnprocessableContentError],
  [429, TooManyRequestsError],
  [500, ServerError],
  [503, ServerError],
  [200, ParseError],
])("a %i is thrown as its class, which is an ApiError and a RequestError", (status, Class) => {
  const thrown = thrownBy(() => unwrap(failure({}, status)));
  expect(thrown).toBeInstanceOf(ApiError);
  expect(thrown).toBeInstanceOf(RequestError);
  expect((thrown as Error).constructor).toBe(Class);
  expect((thrown as Error).name).toBe(Class.name);
});

test("the server's name for the request stands in the error", () => {
  const thrown = thrownBy(() => unwrap(failure({ title: "No." }, 404, { "x-request-id": "r-1" })));
  expect(thrown).toMatchObject({
    requestId: "r-1",
    message: "GET https://api.example.com/pets/1 answered 404 (request r-1). No.",
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test("types: status alone narrows data and error, and so does ok", () => {
  const result = success as PetResult;
  expectTypeOf(unwrap(result)).toEqualTypeOf<Pet>();
  if (result.status === 200) expectTypeOf(result.data).toEqualTypeOf<Pet>();
  if (result.status === 404) expectTypeOf(result.error).toEqualTypeOf<Problem>();
  if (result.status === "unexpected") expectTypeOf(result.error).toEqualTypeOf<UnexpectedProblem>();
  if (result.ok) {
    expectTypeOf(result.data).toEqualTypeOf<Pet>();
    expectTypeOf(result.status).toEqualTypeOf<200>();
  } else {
    expectTypeOf(result.error).toEqualTypeOf<Problem | UnexpectedProblem>();
    expectTypeOf(result.error.title).toEqualTypeOf<string>();
  }
  expectTypeOf<typeof result>().not.toHaveProperty("data");
});
