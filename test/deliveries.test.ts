import { unwrap } from "@hookspec/webhook-client";
import { verifyDelivery } from "@hookspec/webhook-client/receiver";
import type { WebhookDelivery } from "@hookspec/webhook-types";
import { describe, expect, test } from "vitest";
import { awkward, change, oneDelivery, secret } from "./support/delivery.js";
import { createWebhook, startMock } from "./support/mock.js";
import { answer, startReceiver } from "./support/receiver.js";

test("what a change reaches is decided by connection, object type, event and mode", async () => {
  const { mock, client } = await startMock();
  const receiver = await startReceiver();
  const hook_url = receiver.url;
  const make = async (over: Parameters<typeof createWebhook>[1]) =>
    (await createWebhook(client, { hook_url, ...over })).id;
  const updates = await make({});
  const creates = await make({ event: "created" });
  const both = await make({ events: ["created", "updated"] });
  const native = await make({ webhook_type: "native" });
  await make({ connection_id: "connection_2" });
  await make({ object_type: "crm_deal" });
  await make({ webhook_type: "none" });
  const removed = await make({});
  unwrap(await client.remove({ id: removed }));

  const reached = async (event: "updated" | "created") =>
    (await mock.emit({ ...change, event, data: { id: "1" } }))
      .map(({ subscription }) => subscription)
      .toSorted();
  expect(await reached("updated")).toEqual([updates, both, native].toSorted());
  expect(await reached("created")).toEqual([creates, both].toSorted());
  expect(await mock.emit({ ...change, connection_id: "connection_3", data: { id: "1" } })).toEqual([]);

  const types = receiver.received.map(({ body }) => JSON.parse(body.toString("utf8")) as WebhookDelivery);
  expect(types.filter(({ type }) => type === "NATIVE").map(({ webhook }) => webhook.id)).toEqual([native]);
});

describe("what is sent of an object", () => {
  const object = { id: "1", name: "Ada", emails: ["a@example.com"], raw: { Id: 1 } };
  test.each([
    ["everything but raw, unless asked", {}, { id: "1", name: "Ada", emails: ["a@example.com"] }],
    ["raw too, with include_raw", { include_raw: true }, object],
    ["the named fields and id", { fields: "name" }, { id: "1", name: "Ada" }],
    ["raw, when it is named", { fields: "name, raw" }, { id: "1", name: "Ada", raw: { Id: 1 } }],
    [
      "named fields and raw",
      { fields: "emails", include_raw: true },
      { id: "1", emails: ["a@example.com"], raw: { Id: 1 } },
    ],
    ["fields that it has not are no harm", { fields: "phone" }, { id: "1" }],
  ])("%s", async (_name, over, expected) => {
    const { mock, client } = await startMock({ secret });
    const receiver = await startReceiver();
    await createWebhook(client, { hook_url: receiver.url, ...over });
    await mock.emit({ ...change, data: object });
    const delivery = await verifyDelivery(receiver.received[0]?.body ?? "", { secret });
    expect(delivery.data).toEqual([expected]);
  });

  test("many objects come in pages of 100, each signed", async () => {
    const { mock, client } = await startMock({ secret });
    const receiver = await startReceiver();
    await createWebhook(client, { hook_url: receiver.url });
    await mock.emit({ ...change, data: Array.from({ length: 201 }, (_, index) => ({ id: String(index) })) });
    const pages = await Promise.all(receiver.received.map(({ body }) => verifyDelivery(body, { secret })));
    expect(pages.map(({ data }) => data.length)).toEqual([100, 100, 1]);
    expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(
      Array.from({ length: 201 }, (_, index) => String(index)),
    );
  });
});

test("a delivery goes to the current hook_url", async () => {
  const { mock, client, webhook, receiver } = await oneDelivery();
  const next = await startReceiver();
  unwrap(await client.patch({ id: webhook.id, body: { hook_url: next.url } }));
  await mock.emit({ ...change, data: awkward });
  expect([receiver.received.length, next.received.length]).toEqual([1, 1]);
});

describe("a receiver that fails is reported, and the mock lives on", () => {
  test.each([
    ["answers 500", answer.status(500), { ok: false, status: 500, reason: "answered 500, delivered is 2XX" }],
    ["redirects", answer.status(302), { ok: false, status: 302, reason: "answered 302, delivered is 2XX" }],
    [
      "closes the connection",
      answer.close,
      { ok: false, reason: expect.stringMatching(/socket|closed/i) as string },
    ],
    ["never answers", answer.hang, { ok: false, reason: "no answer within 200 ms" }],
  ])("%s", async (_name, act, expected) => {
    const { mock, client } = await startMock({ deliveryTimeout: 200 });
    const [bad, good] = [await startReceiver(act), await startReceiver()];
    const { id } = await createWebhook(client, { hook_url: bad.url });
    await createWebhook(client, { hook_url: good.url });
    const reports = await mock.emit({ ...change, data: { id: "1" } });
    expect(reports.find(({ subscription }) => subscription === id)).toMatchObject(expected);
    expect(reports.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(mock.deliveries).toHaveLength(2);
    expect(await client.list()).toMatchObject({ ok: true });
  });

  test("nobody listens there", async () => {
    const { mock, client } = await startMock();
    await createWebhook(client, { hook_url: "http://127.0.0.1:1/" });
    const [report] = await mock.emit({ ...change, data: { id: "1" } });
    expect(report).toMatchObject({ ok: false, reason: expect.stringContaining("ECONNREFUSED") as string });
    expect(report?.status).toBeUndefined();
  });
});

test.each([
  "http://example.com/",
  "http://10.0.0.1/",
  "http://169.254.169.254/latest",
  "https://[2001:db8::1]/",
  "http://user:pw@192.0.2.1/",
])("nothing leaves this machine: %s is refused and reported", async (hook_url) => {
  const { mock, client } = await startMock({ deliveryTimeout: 500 });
  await createWebhook(client, { hook_url });
  const [report] = await mock.emit({ ...change, data: { id: "1" } });
  expect(report).toMatchObject({
    ok: false,
    url: hook_url,
    reason: expect.stringMatching(/is not this machine|link-local/) as string,
  });
  expect(report?.ms).toBeLessThan(400);
});

test.each<[string, unknown, RegExp]>([
  [
    "an object type that is not known",
    { ...change, object_type: "spaceship", data: { id: "1" } },
    /"spaceship" as object_type/,
  ],
  ["no object", { ...change, data: [] }, /at least one/],
  ["a member that it has not", { ...change, data: { id: "1" }, type: "NATIVE" }, /unknown member "type"/],
])("emit refuses %s", async (_name, wrong, message) => {
  const { mock } = await startMock();
  await expect(mock.emit(wrong as typeof change & { data: [] })).rejects.toThrow(message);
});
