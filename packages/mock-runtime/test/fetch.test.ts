import { expect, test } from "vitest";
import { createMock } from "../src/mock.js";
import { newWebhook, startMock } from "./harness.js";
import { webhookDefinition } from "./webhook-definition.js";

const path = "/unified/webhook";
const headers = { authorization: "k", "content-type": "application/json" };
const text = JSON.stringify(newWebhook());
const bytes = () => new TextEncoder().encode(text);

test.each<[string, RequestInit, number]>([
  ["a text", { body: text, headers }, 200],
  ["a text without a type", { body: text, headers: { authorization: "k" } }, 415],
  ["bytes", { body: bytes(), headers }, 200],
  ["a part of a buffer", { body: Buffer.from(`${text}…`).subarray(0, text.length), headers }, 200],
  ["an ArrayBuffer", { body: bytes().buffer, headers }, 200],
  ["a Blob", { body: new Blob([text], { type: "application/json" }), headers: { authorization: "k" } }, 200],
  ["a stream", { body: new Blob([text]).stream(), headers, duplex: "half" }, 200],
  ["an empty text", { body: "", headers }, 400],
  ["a lone surrogate", { body: '{"hook_url":"\ud800"', headers }, 400],
  ["a text too long", { body: " ".repeat(2000) + text, headers }, 413],
  ["bytes too many", { body: Buffer.from(" ".repeat(2000) + text), headers }, 413],
])("fetch without a socket takes %s as one with a socket does", async (_name, init, status) => {
  const { mock } = await startMock({ bodyLimit: 1500 });
  const [near, far] = await Promise.all(
    [mock.fetch, fetch].map((ask) => {
      const body = init.body instanceof ReadableStream ? new Blob([text]).stream() : (init.body ?? null);
      return ask(mock.url + path, { ...init, method: "POST", body });
    }),
  );
  expect([near?.status, far?.status]).toEqual([status, status]);
  const [first, second] = mock.requests;
  expect(first?.headers["content-type"]).toBe(second?.headers["content-type"]);
});

test("fetch without a socket refuses what the global one does, and keeps no hold of the caller's bytes", async () => {
  const { mock } = await startMock();
  for (const method of ["GET", "head"])
    await expect(mock.fetch(path, { method, headers, body: text })).rejects.toThrow(TypeError);
  const body = bytes();
  const pending = mock.fetch(path, { method: "POST", headers, body });
  body.fill(0);
  expect((await pending).status).toBe(200);
  const aborted = new Request(mock.url + path, { signal: AbortSignal.abort() });
  await expect(mock.fetch(aborted)).rejects.toThrow(/abort/i);
});

test("fetch needs no socket, takes paths, URLs and Requests, and honours an aborted signal", async () => {
  const mock = createMock(webhookDefinition);
  const answers = [
    path,
    `https://api.test${path}`,
    new URL(`https://api.test${path}`),
    new Request(`https://api.test${path}`),
  ];
  for (const input of answers) expect((await mock.fetch(input, { headers })).status).toBe(200);
  await expect(mock.fetch(path, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
