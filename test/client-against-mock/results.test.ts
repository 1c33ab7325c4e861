import { readFileSync } from "node:fs";
import {
  ApiError,
  createWebhook,
  createWebhookCaller,
  createWebhookClient,
  getWebhook,
  listAllWebhook,
  NotFoundError,
  unwrap,
  type WebhookClientOptions,
} from "@hookspec/webhook-client";
import { validators } from "@hookspec/webhook-client/validators";
import { isObjectType, isProblem, isWebhook } from "@hookspec/webhook-types";
import { expect, onTestFinished, test, vi } from "vitest";
import { contacts, startMock } from "../support/mock.js";
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
  expect(result).toMatchObject({
    ok: false,
    status: "unexpected",
    error: { type: "about:blank", status, detail },
  });
});

test("values that the spec does not know yet survive in a response", async () => {
  const later = {
    ...JSON.parse(example("get.response")),
    object_type: "crm_quote",
    event: "archived",
    events: ["archived"],
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
  expect(error).toMatchObject({
    status: 404,
    request: { operation: "getUnifiedWebhook" },
    error: { title: "Not Found" },
  });
  expect(String(error)).toMatch(/^NotFoundError: GET http:.*nowhere answered 404.* Not Found\. /);
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

test("an aborted call rejects with AbortError, a slow server with TimeoutError, none with ConnectionError", async () => {
  const { client, mock } = await startMock({}, { retries: 0 });
  await expect(client.list({}, { signal: AbortSignal.abort("enough") })).rejects.toMatchObject({
    name: "AbortError",
    cause: "enough",
  });

  const never = createWebhookClient({
    apiKey: "k",
    baseUrl: "http://api.test",
    retries: 0,
    fetch: () => new Promise(() => undefined),
  });
  await expect(never.list({}, { timeout: 20 })).rejects.toMatchObject({ name: "TimeoutError" });

  await mock.close();
  await expect(client.list()).rejects.toMatchObject({ name: "ConnectionError" });
});

test.each<[string, WebhookClientOptions, RegExp]>([
  ["server and baseUrl", { server: "europe", baseUrl: "http://api.test" }, /Pass one/],
  ["a server that is none", { server: "asia" as "europe" }, /north-america,europe,australia/],
  ["retries below 0", { retries: -1 }, /Option retries is not accepted/],
  ["a timeout below 0", { timeout: -1 }, /Option timeout is not accepted/],
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

test("orThrow resolves with the data, and throws the class of the status without the key", async () => {
  const { client } = await startMock({ apiKeys: ["s3cret"] }, { apiKey: "s3cret" });
  const { id } = await client.orThrow.create({ body: contacts() });
  expect(await client.orThrow.get({ id: id ?? "" })).toMatchObject({ id });
  const ids: unknown[] = [];
  for await (const webhook of client.orThrow.list.all()) ids.push(webhook.id);
  expect(ids).toEqual([id]);
  const missing = client.orThrow.get({ id: "nowhere" });
  await expect(missing).rejects.toBeInstanceOf(NotFoundError);
  await expect(missing).rejects.not.toThrow(/s3cret/);
});

test("the functions of single operations do what the methods do, with a caller or a whole client", async () => {
  const { client, mock } = await startMock();
  const caller = createWebhookCaller({ apiKey: "test", baseUrl: mock.url });
  const webhook = unwrap(await createWebhook(caller, { body: contacts() }));
  expect(unwrap(await getWebhook(client, { id: webhook.id ?? "" }))).toEqual(webhook);
  for await (const page of listAllWebhook(caller).pages()) expect(page).toEqual([webhook]);
});

test("validate holds answers against the spec: throw rejects, warn tells, off does neither", async () => {
  const fetch = () => Promise.resolve(Response.json({ id: 7 }, { headers: { "x-request-id": "r1" } }));
  const options = { baseUrl: "http://api.test", fetch, validators };
  const get = (validate: "off" | "warn" | "throw") =>
    createWebhookClient({ ...options, validate }).get({ id: "w" });
  await expect(get("throw")).rejects.toThrow(
    /^GET http:\/\/api\.test\/unified\/webhook\/w answered 200 \(request r1\) with a body that does not fit the spec: /,
  );
  await expect(get("throw")).rejects.toMatchObject({ name: "ValidationError", value: { id: 7 } });
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  expect(await get("off")).toMatchObject({ ok: true });
  expect(warn).not.toHaveBeenCalled();
  expect(await get("warn")).toMatchObject({ ok: true });
  expect(warn).toHaveBeenCalledOnce();
});

test("what the mock answers fits the spec, failures included", async () => {
  const { client } = await startMock({}, { validators, validate: "throw" });
  const { id = "" } = unwrap(await client.create({ body: contacts() }));
  expect(await client.get({ id })).toMatchObject({ ok: true });
  expect(await client.list()).toMatchObject({ ok: true });
  expect(await client.get({ id: "nowhere" })).toMatchObject({ status: 404 });
});
