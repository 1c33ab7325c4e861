import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { createCaller } from "../src/caller.js";
import type { OperationDefinition } from "../src/definition.js";
import type { Failure, Result, Success } from "../src/result.js";
import type { UnexpectedProblem } from "../src/unexpected-problem.js";
import { serve } from "./local-server.js";
import { createPet, definition, getPet, removePet } from "./pets.js";

type Any = Result<Success<number, unknown> | Failure<number, unknown>>;

/** What a call makes of one raw answer: the result without the platform's response object. */
async function resultOf(
  respond: (response: ServerResponse) => void,
  operation: OperationDefinition = getPet,
): Promise<Omit<Any, "response" | "request">> {
  const { url } = await serve(respond);
  const { $call: call } = createCaller(definition, { baseUrl: url, retries: 0 });
  const { response, request, ...rest } = await call<Any>(
    operation,
    operation.body ? { body: {} } : { id: 1 },
  );
  const { status } = rest.ok || rest.status !== "unexpected" ? rest : (rest.error as UnexpectedProblem);
  expect(response.status).toBe(status);
  expect(request).toEqual({ operation: operation.id, method: operation.method, url: response.url });
  return rest;
}

const html = "<html>\n  <body>Bad   Gateway</body></html>";
const problem = {
  type: "https://example.com/no-pet",
  title: "No such pet",
  detail: "Nobody is called 1.",
  errors: [],
};

describe("errors are objects, whatever is sent", () => {
  test("a documented JSON error is passed as it is", async () => {
    const result = await resultOf((response) => response.writeHead(404).end(JSON.stringify(problem)));
    expect(result).toEqual({ ok: false, status: 404, error: problem });
  });

  test("a range documents its statuses", async () => {
    const result = await resultOf((response) => response.writeHead(418).end('{"short":"stout"}'));
    expect(result).toEqual({ ok: false, status: 418, error: { short: "stout" } });
  });

  test("an undocumented JSON error keeps its title, detail and body", async () => {
    const result = await resultOf((response) => response.writeHead(500).end(JSON.stringify(problem)));
    const { title, detail } = problem;
    expect(result).toEqual({
      ok: false,
      status: "unexpected",
      error: { type: "about:blank", title, status: 500, detail, body: problem },
    });
  });

  test.each<[string, number, string, object]>([
    [
      "a proxy's page",
      502,
      html,
      { title: "Bad Gateway", detail: "<html> <body>Bad Gateway</body></html>", body: html },
    ],
    [
      "a documented status with broken JSON",
      404,
      '{"title":',
      { title: "Not Found", detail: '{"title":', body: '{"title":' },
    ],
    ["a JSON string", 404, '"gone"', { title: "Not Found", detail: "gone", body: "gone" }],
    ["a JSON null", 404, "null", { title: "Not Found", detail: "null", body: null }],
    [
      "an undocumented JSON object",
      500,
      '{"a":1}',
      { title: "Internal Server Error", detail: '{"a":1}', body: { a: 1 } },
    ],
    [
      "a very long text",
      500,
      "x".repeat(1000),
      { title: "Internal Server Error", detail: `${"x".repeat(300)}…`, body: "x".repeat(1000) },
    ],
    ["an unknown status line", 599, "", { title: "unknown", detail: "The server sent no body." }],
    [
      "a body where none is documented",
      503,
      "busy",
      { title: "Service Unavailable", detail: "busy", body: "busy" },
    ],
  ])("%s", async (_name, status, body, described) => {
    const result = await resultOf((response) => response.writeHead(status).end(body));
    expect(result).toEqual({
      ok: false,
      status: "unexpected",
      error: { type: "about:blank", status, ...described },
    });
  });

  test.each([
    ["with a length of 0", { "content-length": "0" }],
    ["in chunks", { "transfer-encoding": "chunked" }],
  ])("an empty 500 %s does not look like success", async (_name, headers) => {
    const result = await resultOf((response) => response.writeHead(500, headers).end());
    expect(result).toEqual({
      ok: false,
      status: "unexpected",
      error: {
        type: "about:blank",
        title: "Internal Server Error",
        status: 500,
        detail: "The server sent no body.",
      },
    });
  });
});

test("an error page is text even where bytes are documented", async () => {
  const operation: OperationDefinition = { ...getPet, responses: { binary: "default" } };
  const result = await resultOf((response) => response.writeHead(500).end("oops"), operation);
  expect(result).toMatchObject({ ok: false, error: { detail: "oops", body: "oops" } });
});

test("where HTTP/2 leaves the status line out, the title is the status", async () => {
  const fetch = async () => new Response(null, { status: 502 });
  const { $call: call } = createCaller(definition, { fetch, retries: 0 });
  expect(await call<Any>(getPet, { id: 1 })).toMatchObject({ ok: false, error: { title: "HTTP 502" } });
});

describe("successes", () => {
  test.each<[string, OperationDefinition, number, string, unknown]>([
    ["documented JSON", getPet, 200, '{"id":1}', { id: 1 }],
    ["JSON null", getPet, 200, "null", null],
    ["nothing, as documented", removePet, 200, "", undefined],
    ["nothing, though something was sent", removePet, 200, "deleted", undefined],
    ["an undocumented 204 where nothing is promised", removePet, 204, "", undefined],
    ["an undocumented 202 with the promised JSON", getPet, 202, '{"queued":true}', { queued: true }],
    ["text", { ...getPet, responses: { text: "200" } }, 200, '"quoted"', '"quoted"'],
    ["a range", { ...getPet, responses: { text: "2XX", json: "default" } }, 203, "1", "1"],
    ["an exact status before its range", { ...getPet, responses: { text: "2XX", json: "200" } }, 200, "1", 1],
    ["the default", { ...getPet, responses: { text: "default" } }, 200, "1", "1"],
    ["the answer to a HEAD", { ...getPet, method: "HEAD" }, 200, "", undefined],
  ])("%s", async (_name, operation, status, body, data) => {
    const result = await resultOf((response) => response.writeHead(status).end(body), operation);
    expect(result).toEqual({ ok: true, status, data });
  });

  test("bytes come as a Blob of the type that was sent", async () => {
    const bytes = Buffer.from([0, 255, 1]);
    const result = await resultOf(
      (response) => response.writeHead(200, { "content-type": "image/png" }).end(bytes),
      {
        ...getPet,
        responses: { binary: "200" },
      },
    );
    const data = (result as Omit<Success<200, Blob>, "response" | "request">).data;
    expect([data.type, Buffer.from(await data.arrayBuffer())]).toEqual(["image/png", bytes]);
  });
});

const broken = "Not the body that the spec promises";
test.each([
  ["nothing", 201, "", "The server sent no body."],
  ["a login page", 201, "<html>", "<html>"],
  ["half of the JSON", 201, '{"id":', '{"id":'],
  ["nothing under another status", 204, "", "The server sent no body."],
])("a success that promises JSON and holds %s is a failure", async (_name, status, body, detail) => {
  const result = await resultOf((response) => response.writeHead(status).end(body), createPet);
  expect(result).toEqual({
    ok: false,
    status: "unexpected",
    error: { type: "about:blank", title: broken, status, detail, ...(body === "" ? {} : { body }) },
  });
});

test("a 304 is a result too", async () => {
  const result = await resultOf((response) => response.writeHead(304).end());
  expect(result).toMatchObject({
    ok: false,
    status: "unexpected",
    error: { status: 304, title: "Not Modified" },
  });
});
