import { readFileSync } from "node:fs";
import { ApiError, createWebhookClient, unwrap, type WebhookClientOptions } from "@hookspec/webhook-client";
import { isObjectType, isProblem, isWebhook } from "@hookspec/webhook-types";
import { expect, test } from "vitest";
import { startMock } from "../support/mock.js";
import { inRoot } from "../support/repository.js";

const example = (name: string) => readFileSync(inRoot("specs", "examples", `${name}.json`), "utf8");

/** A client whose server always answers the same. */
function clientOf(status: number, body: string | null, headers: Record<string, string> = {}) {
  const options: WebhookClientOptions = { apiKey: "k", baseUrl: "http://api.test", retries: 0 };
  return createWebhookClient({
    ...options,
    fetch: () => Promise.resolve(new Response(body, { status, headers })),
  });
}

// The mock of release 1 never answers 409 (a webhook is not unhealthy yet) nor 429.
test.each([400, 401, 404, 405, 409, 413, 415, 422, 429])(
  "the spec's example of a %i arrives as a problem",
  async (status) => {
    const body = example(`problem-${status}`);
    const client = clientOf(status, body, { "content-type": "application/problem+json" });
    const update = () =>
      client.update({ id: "w", body: { hook_url: "http://127.0.0.1:9/", event: "updated" } });
    const result = status === 409 ? await client.trigger({ id: "w" }) : await update();
    expect(result).toMatchObject({ ok: false, status, error: JSON.parse(body) });
    if (!result.ok) expect(isProblem(result.error)).toBe(true);
  },
);

test.each([
  ["an empty 502", 502, null, "The server sent no body."],
  ["a proxy's page", 503, "<h1>Busy</h1>", "<h1>Busy</h1>"],
  ["a 200 without the promised JSON", 200, "", "The server sent no body."],
  ["a status without a reason", 599, "null", "null"],
])("%s never looks like success, and its error is an object", async (_name, status, body, detail) => {
  const result = await clientOf(status, body).get({ id: "w" });
  expect(result).toMatchObject({ ok: false, status, error: { type: "about:blank", status, detail } });
});

test("values that the spec does not know yet survive in a response", async () => {
  const later = {
    ...JSON.parse(example("get.response")),
    object_type: "crm_quote",
    event: "deleted",
    events: ["deleted"],
    webhook_type: "stream",
    new_field: 1,
  };
  const webhook = unwrap(
    await clientOf(200, JSON.stringify(later), { "content-type": "application/json" }).get({ id: "w" }),
  );
  expect(webhook).toEqual(later);
  expect(isWebhook(webhook)).toBe(true);
  expect(isObjectType(webhook.object_type)).toBe(false);
});

test("unwrap throws an error that names operation, status and problem", async () => {
  const { client } = await startMock();
  const error: unknown = await client
    .get({ id: "nowhere" })
    .then(unwrap)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 404, operation: "getUnifiedWebhook", error: { title: "Not Found" } });
  expect(String(error)).toMatch(/getUnifiedWebhook.*404/);
});

test.each(["..", ".", ""])("an id of %j is refused before anything is sent", async (id) => {
  const { client, mock } = await startMock();
  const calls = [
    () => client.get({ id }),
    () => client.remove({ id }),
    () => client.trigger({ id }),
    () => client.update({ id, body: { hook_url: "http://127.0.0.1:9/", event: "updated" } }),
    () =>
      client.createForConnection({ connection_id: id, object: "crm_contact", body: { hook_url: mock.url } }),
  ];
  for (const call of calls) await expect(call).rejects.toThrow(TypeError);
});

test.each(["a/b", "%2e%2e", "..%2f", "ä ?#"])("an id of %j reaches the server as itself", async (id) => {
  const { client } = await startMock();
  const result = await client.get({ id });
  expect(result).toMatchObject({
    ok: false,
    status: 404,
    error: { detail: expect.stringContaining(JSON.stringify(id)) as string },
  });
});

test("an aborted call rejects with the reason, a slow server with TimeoutError, none with NetworkError", async () => {
  const { client, mock } = await startMock({}, { retries: 0 });
  await expect(client.list({}, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");

  const never = createWebhookClient({
    apiKey: "k",
    baseUrl: "http://api.test",
    retries: 0,
    fetch: () => new Promise(() => undefined),
  });
  await expect(never.list({}, { timeout: 20 })).rejects.toMatchObject({ name: "TimeoutError" });

  await mock.close();
  await expect(client.list()).rejects.toMatchObject({ name: "NetworkError" });
});

test.each<[string, WebhookClientOptions, RegExp]>([
  ["server and baseUrl", { server: "europe", baseUrl: "http://api.test" }, /Pass one/],
  ["a server that is none", { server: "asia" as "europe" }, /north-america, europe, australia/],
  ["retries below 0", { retries: -1 }, /retries is -1/],
  ["a timeout of 0", { timeout: 0 }, /timeout is 0/],
])("options that cannot work are refused when the client is made: %s", (_name, options, message) => {
  expect(() => createWebhookClient(options)).toThrow(message);
});

test.each([
  [undefined, "https://api.unified.to"],
  ["north-america", "https://api.unified.to"],
  ["europe", "https://api-eu.unified.to"],
  ["australia", "https://api-au.unified.to"],
] as const)("server %s calls %s with the key as bearer", async (server, origin) => {
  const seen: string[] = [];
  const client = createWebhookClient({
    apiKey: "key_1",
    ...(server === undefined ? {} : { server }),
    fetch: (input, init) => {
      const request = new Request(input, init);
      seen.push(`${request.method} ${request.url} ${request.headers.get("authorization")}`);
      return Promise.resolve(Response.json([]));
    },
  });
  await client.list({ limit: 2, sort: "name", object: "crm_contact" });
  expect(seen).toEqual([`GET ${origin}/unified/webhook?limit=2&sort=name&object=crm_contact bearer key_1`]);
});
