import { createWebhookClient, unwrap } from "@hookspec/webhook-client";
import { createMockServer } from "@hookspec/webhook-mock-server";
import { isWebhook } from "@hookspec/webhook-types";
import { describe, expect, onTestFinished, test } from "vitest";
import { contacts, createWebhook, standingClock, startMock, stored } from "../support/mock.js";

/** The same story over a real socket and through `mock.fetch`, which opens none. */
const ways = [
  ["over HTTP", async () => (await startMock(standingClock)).client],
  [
    "without a socket",
    () => {
      const mock = createMockServer(standingClock);
      onTestFinished(() => mock.close());
      return Promise.resolve(
        createWebhookClient({ apiKey: "test", baseUrl: "http://mock.test", fetch: mock.fetch }),
      );
    },
  ],
] as const;

describe.each(ways)("all nine operations %s", (_way, connect) => {
  test("create answers the webhook with every read-only field and every default filled in", async () => {
    const client = await connect();
    const result = await client.create({ body: contacts({ fields: "name,emails" }) });
    expect(result).toMatchObject({ ok: true, status: 200 });
    const webhook = unwrap(result);
    expect(webhook).toEqual({
      connection_id: "connection_1",
      created_at: "2024-01-01T00:00:00Z",
      environment: "Production",
      event: "updated",
      events: ["updated"],
      fields: "name,emails",
      hook_url: "http://127.0.0.1:9/hooks",
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      interval: 60,
      is_healthy: true,
      object_type: "crm_contact",
      updated_at: "2024-01-01T00:00:00Z",
      webhook_type: "virtual",
      workspace_id: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
    expect(isWebhook(webhook)).toBe(true);
  });

  test("get, update, patch and remove act on the webhook that was created", async () => {
    const client = await connect();
    const { id } = await createWebhook(client);
    expect(unwrap(await client.get({ id })).interval).toBe(60);

    const body = contacts({ interval: 15, hook_url: "http://127.0.0.1:9/moved" });
    expect(unwrap(await client.update({ id, body }))).toMatchObject({
      id,
      interval: 15,
      hook_url: body.hook_url,
    });
    expect(unwrap(await client.patch({ id, body: { interval: 30 } }))).toMatchObject({
      id,
      interval: 30,
      hook_url: body.hook_url,
    });
    expect(unwrap(await client.get({ id }))).toMatchObject({ interval: 30, hook_url: body.hook_url });

    const removed = await client.remove({ id });
    expect(removed).toMatchObject({ ok: true, status: 200, data: undefined });
    expect(await client.get({ id })).toMatchObject({ ok: false, status: 404 });
    expect(await client.remove({ id })).toMatchObject({ ok: false, status: 404 });
    expect(unwrap(await client.list())).toEqual([]);
  });

  test("createForConnection needs nothing but a URL and subscribes to both events", async () => {
    const client = await connect();
    const params = {
      connection_id: "connection 1/ä",
      object: "crm_deal",
      body: { hook_url: "http://127.0.0.1:9/" },
    };
    const webhook = unwrap(await client.createForConnection(params));
    expect(webhook).toMatchObject({
      connection_id: "connection 1/ä",
      object_type: "crm_deal",
      events: ["updated", "created"],
      event: "updated",
    });
    expect(unwrap(await client.list())).toEqual([webhook]);
  });

  test("createForConnection takes the events of its query", async () => {
    const client = await connect();
    const to = { connection_id: "c", object: "crm_deal", body: { hook_url: "http://127.0.0.1:9/" } };
    const one = unwrap(await client.createForConnection({ ...to, events: ["created"] }));
    expect(one).toMatchObject({ events: ["created"], event: "created" });
    const both = unwrap(
      await client.createForConnection({ ...to, events: ["created", "updated", "created"] }),
    );
    expect(both).toMatchObject({ events: ["created", "updated"], event: "created" });
  });

  test.each(["trigger", "patchTrigger"] as const)(
    "%s runs a virtual webhook and answers no body",
    async (method) => {
      const client = await connect();
      const before = await createWebhook(client);
      expect(before.runs).toBeUndefined();
      expect(await client[method]({ id: before.id })).toMatchObject({
        ok: true,
        status: 200,
        data: undefined,
      });
      const { checked_at, runs, ...rest } = unwrap(await client.get({ id: before.id }));
      expect({ checked_at, runs }).toEqual({
        checked_at: "2024-01-01T00:00:00Z",
        runs: ["2024-01-01T00:00:00Z"],
      });
      expect(stored(rest)).toEqual(before);
    },
  );
});

test("two mocks never meet, and reset gives a mock its first state back", async () => {
  const [one, other] = [await startMock(), await startMock()];
  const { id } = await createWebhook(one.client);
  expect(await other.client.get({ id })).toMatchObject({ status: 404 });
  await one.mock.reset();
  expect(unwrap(await one.client.list())).toEqual([]);
});

test("runs keeps the last 20 starts, oldest first, and never moves updated_at", async () => {
  const { client, mock } = await startMock(standingClock);
  const { id, updated_at } = await createWebhook(client);
  for (let run = 0; run < 21; run++) {
    await mock.clock.advance("1m");
    await client.trigger({ id });
  }
  const webhook = unwrap(await client.get({ id }));
  expect(webhook.runs).toHaveLength(20);
  expect(webhook.runs?.[0]).toBe("2024-01-01T00:02:00Z");
  expect(webhook.runs?.[19]).toBe("2024-01-01T00:21:00Z");
  expect(webhook.checked_at).toBe("2024-01-01T00:21:00Z");
  expect(webhook.updated_at).toBe(updated_at);
});

test("a mock listens once, can be asked without a socket before and closed twice after", async () => {
  const mock = createMockServer();
  expect(() => mock.url).toThrow(/Call listen\(\) first/);
  const headers = { authorization: "bearer test" };
  expect((await mock.fetch("/unified/webhook", { headers })).status).toBe(200);
  const url = await mock.listen({ port: 0 });
  expect(mock.url).toBe(url);
  await expect(mock.listen()).rejects.toThrow(/listens already/);
  await Promise.all([mock.close(), mock.close()]);
  await expect(fetch(`${url}/unified/webhook`, { headers })).rejects.toThrow();
});
