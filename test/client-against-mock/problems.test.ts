import type { WebhookClient } from "@hookspec/webhook-client";
import { isProblem, type Problem } from "@hookspec/webhook-types";
import { describe, expect, test } from "vitest";
import { contacts, createWebhook, startMock } from "../support/mock.js";

const hook_url = "http://127.0.0.1:9/";

/** What the client can provoke: a name, the call, the status, and the faults that the problem names. */
const refusals: [string, (client: WebhookClient) => Promise<{ readonly ok: boolean }>, number, string[]][] = [
  ["a limit of 0", (client) => client.list({ limit: 0 }), 400, ["/query/limit minimum"]],
  ["a limit over 100", (client) => client.list({ limit: 101 }), 400, ["/query/limit maximum"]],
  [
    "a time that is none",
    (client) => client.list({ updated_gte: "yesterday" }),
    400,
    ["/query/updated_gte format"],
  ],
  [
    "two wrong parameters",
    (client) => client.list({ offset: -1, created_lte: "now" }),
    400,
    ["/query/offset minimum", "/query/created_lte format"],
  ],
  ["an id that is not known", (client) => client.get({ id: "nowhere" }), 404, []],
  [
    "an enum value that is not known",
    (client) => client.create({ body: contacts({ object_type: "crm_spaceship" }) }),
    422,
    ["/object_type enum"],
  ],
  [
    "an interval below 1",
    (client) => client.create({ body: contacts({ interval: 0.5 }) }),
    422,
    ["/interval minimum"],
  ],
  [
    "a hook_url that is none",
    (client) => client.create({ body: contacts({ hook_url: "example.com" }) }),
    422,
    ["/hook_url format"],
  ],
  [
    "events that are empty",
    (client) =>
      client.create({ body: { connection_id: "c", object_type: "crm_deal", hook_url, events: [] } }),
    422,
    ["/events minItems"],
  ],
  [
    "a path with an object type that is not known",
    (client) => client.createForConnection({ connection_id: "c", object: "spaceship", body: { hook_url } }),
    400,
    ["/path/object enum"],
  ],
  [
    "an event of the query that is not known",
    (client) =>
      client.createForConnection({
        connection_id: "c",
        object: "crm_deal",
        events: ["archived"],
        body: { hook_url },
      }),
    400,
    ["/query/events/0 enum"],
  ],
];

test.each(refusals)("%s is refused", async (_name, call, status, faults) => {
  const { client } = await startMock();
  const result = (await call(client)) as Awaited<ReturnType<WebhookClient["get"]>>;
  if (result.ok) throw new Error(`It was accepted: ${JSON.stringify(result.data)}`);
  expect(result.status).toBe(status);
  expect(result.response.headers.get("content-type")).toBe("application/problem+json");
  expect(isProblem(result.error)).toBe(true);
  const { errors = [] } = result.error as Problem;
  expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(faults);
  expect(errors.every(({ detail }) => /Expected|must/.test(detail))).toBe(true);
});

describe("what a typed client cannot send, a stranger does", () => {
  const path = "/unified/webhook";
  const headers = { authorization: "bearer test", "content-type": "application/json" };
  const right = JSON.stringify(contacts());

  const requests: [string, RequestInit & { path?: string }, number, Record<string, string>?][] = [
    ["a body that is no JSON", { method: "POST", headers, body: "{" }, 400],
    ["an empty body", { method: "POST", headers, body: "" }, 400],
    ["a body that is not UTF-8", { method: "POST", headers, body: new Uint8Array([0x22, 0xff, 0x22]) }, 400],
    ["no key", { headers: {} }, 401, { "www-authenticate": 'bearer realm="webhook"' }],
    ["an empty key", { headers: { authorization: "bearer " } }, 401],
    ["a path that the API has not", { path: "/unified/webhooks", headers }, 404],
    [
      "a method that the path has not",
      { method: "DELETE", headers },
      405,
      { allow: "GET, HEAD, OPTIONS, POST" },
    ],
    ["a body over the limit", { method: "POST", headers, body: `${right}${" ".repeat(2000)}` }, 413],
    [
      "a form",
      { method: "POST", headers: { ...headers, "content-type": "text/plain" }, body: right },
      415,
      { accept: "application/json" },
    ],
    ["an array as body", { method: "POST", headers, body: "[]" }, 422],
    ["a required member that is missing", { method: "POST", headers, body: "{}" }, 422],
  ];

  test.each(requests)("%s", async (_name, init, status, expected = {}) => {
    const { mock } = await startMock({ bodyLimit: 1000 });
    const [overHttp, withoutSocket] = await Promise.all([
      fetch(`${mock.url}${init.path ?? path}`, init),
      mock.fetch(init.path ?? path, init),
    ]);
    const problem: unknown = await overHttp.json();
    expect(problem).toMatchObject({ status, instance: init.path ?? path });
    expect(isProblem(problem)).toBe(true);
    expect(overHttp.status).toBe(status);
    expect(Object.fromEntries(overHttp.headers)).toMatchObject({
      "content-type": "application/problem+json",
      ...expected,
    });
    expect(await withoutSocket.json()).toEqual(problem);
  });

  test("one answer names every fault of a body", async () => {
    const { mock } = await startMock();
    const response = await mock.fetch(path, {
      method: "POST",
      headers,
      body: '{"interval":"often","include_raw":1}',
    });
    const { errors = [] } = (await response.json()) as Problem;
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual([
      "",
      "/connection_id",
      "/hook_url",
      "/include_raw",
      "/interval",
      "/object_type",
    ]);
  });
});

test("without configured keys every key is good; with them only those", async () => {
  const open = await startMock();
  expect(await open.client.list()).toMatchObject({ ok: true });

  const strict = await startMock({ apiKeys: ["key_1", "key_2"] }, { apiKey: "key_2" });
  expect(await strict.client.list()).toMatchObject({ ok: true });
  const guessed = await strict.client.list({}, { headers: { authorization: "bearer key_3" } });
  expect(guessed).toMatchObject({ ok: false, status: 401, error: { title: "Unauthorized" } });
  const raw = await fetch(`${strict.mock.url}/unified/webhook`, { headers: { authorization: "key_1" } });
  expect(raw.status).toBe(200);
});

test.each(["native", "none"] as const)("a %s webhook cannot be triggered", async (webhook_type) => {
  const { client } = await startMock();
  const { id } = await createWebhook(client, { webhook_type });
  for (const result of [await client.trigger({ id }), await client.patchTrigger({ id })]) {
    expect(result).toMatchObject({
      ok: false,
      status: 422,
      error: { errors: [{ pointer: "/webhook_type" }] },
    });
  }
});

test("what is refused changes nothing", async () => {
  const { client } = await startMock();
  const before = await createWebhook(client);
  await client.update({ id: before.id, body: { hook_url: "nowhere", event: "updated" } });
  await client.patch({ id: before.id, body: { interval: 0, fields: "name" } });
  expect(await client.get({ id: before.id })).toMatchObject({ data: before });
});
