import { readFileSync } from "node:fs";
import { bypass, http } from "msw";
import { setupServer } from "msw/node";
import { expect, onTestFinished, test } from "vitest";
import { handlers } from "../src/adapters/msw.js";
import { createMock } from "../src/mock.js";
import { newWebhook } from "./harness.js";
import { webhookDefinition } from "./webhook-definition.js";

const api = "https://api.example.com/v2";
const headers = { authorization: "bearer test", "content-type": "application/json" };

type Asked = Parameters<typeof handlers>[0];

function intercept(baseUrl = api, asked: (mock: Asked) => Asked = (mock) => mock) {
  const mock = createMock(webhookDefinition);
  const server = setupServer(
    ...handlers(asked(mock), { http, baseUrl }),
    http.all("*", () => new Response("elsewhere")),
  );
  server.listen({ onUnhandledRequest: "error" });
  onTestFinished(async () => {
    server.close();
    await mock.close();
  });
  return mock;
}

test("the page's fetch reaches the mock and its state", async () => {
  const mock = intercept();
  const body = JSON.stringify(newWebhook());
  const created = await fetch(`${api}/unified/webhook`, { method: "POST", headers, body });
  expect(created.status).toBe(200);
  const listed = await fetch(`${api}/unified/webhook?limit=5`, { headers });
  const webhook = (await created.json()) as { id: string };
  expect(await listed.json()).toEqual([webhook]);
  const removed = await fetch(`${api}/unified/webhook/${webhook.id}`, { method: "DELETE", headers });
  expect([removed.status, await removed.text()]).toEqual([200, ""]);
  expect(mock.requests.filter({ path: "/unified/webhook", status: 200 })).toHaveLength(2);
});

test("a page, in which no mock can run, forwards to one that listens", async () => {
  const entry = readFileSync(new URL("../src/adapters/msw.ts", import.meta.url), "utf8");
  expect(entry).not.toMatch(/^import (?!type)/m);
  let url = "";
  const mock = intercept(api, () => ({ fetch: (path, init) => fetch(bypass(url + path, init)) }));
  url = await mock.listen();
  const body = JSON.stringify(newWebhook());
  const created = await fetch(`${api}/unified/webhook`, { method: "POST", headers, body });
  expect(created.status).toBe(200);
  expect(mock.subscriptions).toHaveLength(1);
});

test("what the API does not have is the mock's 404; other hosts and paths are not touched", async () => {
  intercept(`${api}/`);
  expect((await fetch(`${api}/nowhere`, { headers })).status).toBe(404);
  for (const other of ["https://api.example.com/v22/unified/webhook", "https://api.example.com.test/v2/a"]) {
    expect(await (await fetch(other)).text()).toBe("elsewhere");
  }
});

test("a cut connection is a network error, a fault's status is a status", async () => {
  const mock = intercept();
  mock.faults.add({ reset: true, times: 1 });
  mock.faults.add({ status: 503 });
  await expect(fetch(`${api}/unified/webhook`, { headers })).rejects.toThrow("Failed to fetch");
  expect((await fetch(`${api}/unified/webhook`, { headers })).status).toBe(503);
});

test("a base URL that is none is refused", () => {
  const mock = createMock(webhookDefinition);
  expect(() => handlers(mock, { http, baseUrl: "/api" })).toThrow(
    'baseUrl is "/api". Pass an absolute URL, e.g. "https://api.example.com".',
  );
});
