import { expect, test } from "vitest";
import { createCaller } from "../src/caller.js";
import type { OperationDefinition } from "../src/definition.js";
import type { Failure, Result, Success } from "../src/result.js";
import { sendJson, serve } from "./local-server.js";
import { definition } from "./pets.js";

const follow: OperationDefinition = {
  id: "follow",
  method: "GET",
  path: "/events",
  responses: { stream: "200", json: "404" },
};

type Followed = Result<Success<200, NonNullable<Response["body"]>> | Failure<404, { title: string }>>;

async function streamOf(result: Followed): Promise<ReadableStreamDefaultReader<string>> {
  if (!result.ok) throw new Error(`Got ${result.status}.`);
  return result.data.pipeThrough(new TextDecoderStream()).getReader();
}

test("a stream is handed on while it goes on, past the timeout, until the server ends it", async () => {
  let write: (text: string | undefined) => void = () => undefined;
  const { url } = await serve((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
    write = (text) => void (text === undefined ? response.end() : response.write(text));
  });
  const caller = createCaller(definition, { baseUrl: url, retries: 0, timeout: 500 });
  const reader = await streamOf(await caller.$call<Followed>(follow));
  expect(await reader.read()).toEqual({ done: false, value: "data: 1\n\n" });
  await new Promise((resolve) => setTimeout(resolve, 600));
  write("data: 2\n\n");
  expect(await reader.read()).toEqual({ done: false, value: "data: 2\n\n" });
  write(undefined);
  expect(await reader.read()).toMatchObject({ done: true });
});

test("the caller's signal ends it", async () => {
  const { url } = await serve((response) => void response.writeHead(200).write("data: 1\n\n"));
  const caller = createCaller(definition, { baseUrl: url, retries: 0 });
  const ended = new AbortController();
  const reader = await streamOf(await caller.$call<Followed>(follow, {}, { signal: ended.signal }));
  expect(await reader.read()).toMatchObject({ done: false });
  ended.abort(new Error("enough"));
  await expect(reader.read()).rejects.toThrow("enough");
});

test("an error of such an operation is read as any", async () => {
  const { url } = await serve((response) => sendJson(response, 404, { title: "No such thing" }));
  const caller = createCaller(definition, { baseUrl: url, retries: 0 });
  expect(await caller.$call<Followed>(follow)).toMatchObject({
    ok: false,
    status: 404,
    error: { title: "No such thing" },
  });
});
