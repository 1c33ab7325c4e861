import { describe, expect, test } from "vitest";
import { newWebhook, startMock, startReceiver, type Started } from "./harness.js";
import { path } from "./playground.js";
import type { WebhookChange } from "./webhook-definition.js";

const namespaces = "/_hookspec/namespaces";
const header = (name: string) => ({ "x-hookspec-namespace": name });
const key = (value: string) => ({ authorization: `bearer ${value}` });
const change: WebhookChange = {
  connection_id: "c1",
  object_type: "crm_contact",
  event: "updated",
  data: { id: "1" },
};

async function count(call: Started<WebhookChange>["call"], headers: Record<string, string>): Promise<number> {
  return (await call("GET", path, undefined, headers)).body.length;
}

test("rule 22: a namespace with a virtual clock has its short timeouts, whatever clock the mock has", async () => {
  const { call } = await startMock();
  const { url } = await startReceiver(() => undefined);
  await call("POST", namespaces, { name: "a", clock: "virtual" });
  const sent = await call("POST", "/_hookspec/deliveries", { url, data: [{ id: "1" }] }, header("a"));
  expect(sent.body).toMatchObject({ status: "failed", attempts: [{ reason: "no answer within 1000 ms" }] });
});

describe("rule 21: namespaces", () => {
  test("registered keys map to theirs, every other key to default", async () => {
    const { call, mock } = await startMock({ seed: 1 });
    const made = await call("POST", namespaces, { name: "a", apiKeys: ["ka", "kb"], secret: "sa" });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "a", apiKeys: ["ka", "kb"], secret: "sa", clock: "real" });
    const inA = await call("POST", path, newWebhook(), key("ka"));
    const inDefault = await call("POST", path, newWebhook(), key("other"));
    expect(inA.body.workspace_id).toBe(made.body.owner);
    expect(inDefault.body.workspace_id).not.toBe(made.body.owner);
    expect(inA.body.id).not.toBe(inDefault.body.id);
    expect((await call("GET", `${path}/${inA.body.id}`, undefined, key("other"))).status).toBe(404);
    expect((await call("GET", `${path}/${inA.body.id}`, undefined, key("kb"))).status).toBe(200);
    expect([mock.requests.length, mock.namespace("a").requests.length]).toEqual([2, 2]);
    // Its header leads there too, and still needs one of its keys.
    expect((await call("GET", path, undefined, { ...header("a"), ...key("other") })).status).toBe(401);
    expect(await count(call, { ...header("a"), ...key("ka") })).toBe(1);
  });

  test("each has its own state, secret, clock, seed, faults and log", async () => {
    const { mock } = await startMock({ clock: "virtual", seed: 7 });
    const { url, received } = await startReceiver();
    const a = mock.namespace("a");
    const b = mock.namespace("b", { now: "2030-01-01" });
    expect(new Set([mock.secret, a.secret, b.secret]).size).toBe(3);
    const init = {
      method: "POST",
      headers: { ...key("k"), "content-type": "application/json" },
      body: JSON.stringify(newWebhook({ hook_url: url })),
    };
    const made = async (one: typeof a) =>
      (await (await one.fetch(path, init)).json()) as Record<string, string>;
    const [inA, inB] = await Promise.all([made(a), made(b)]);
    expect(new Set([inA["id"], inB["id"], inA["workspace_id"], inB["workspace_id"]]).size).toBe(4);
    expect([inA["created_at"], inB["created_at"]]).toEqual(["2024-01-01T00:00:00Z", "2030-01-01T00:00:00Z"]);

    await a.connection("c1").upsert("crm_contact", { id: "1" });
    await b.clock.advance("1h");
    expect([received.length, new Date(a.clock.now()).toISOString()]).toEqual([0, "2024-01-01T00:00:00.000Z"]);
    await mock.emit(change);
    expect(received).toHaveLength(0);
    await b.emit(change);
    expect([mock.deliveries.length, a.deliveries.length, b.deliveries.length]).toEqual([0, 0, 1]);

    a.faults.add({ status: 503 });
    const statuses = [mock, a, b].map(async (one) => (await one.fetch(path, { headers: key("k") })).status);
    expect(await Promise.all(statuses)).toEqual([200, 503, 200]);
    expect([mock.requests.length, a.requests.length, b.requests.length]).toEqual([1, 2, 2]);

    await a.reset();
    expect((await a.fetch(path, { headers: key("k") })).status).toBe(200);
    expect([mock.requests.length, a.requests.length, b.subscriptions.length]).toEqual([1, 1, 1]);

    // Same seed and name, the same everything.
    const { mock: twin } = await startMock({ clock: "virtual", seed: 7 });
    expect([twin.secret, twin.namespace("a").secret]).toEqual([mock.secret, a.secret]);
  });

  test("control operations act on the namespace of the header, default without one", async () => {
    const { call, mock } = await startMock({ clock: "virtual", seed: 1 });
    await call("POST", namespaces, { name: "a" });
    await call("POST", "/_hookspec/clock/advance", { by: "1h" }, header("a"));
    expect(mock.namespace("a").clock.now() - mock.clock.now()).toBe(3_600_000);
    await call("POST", path, newWebhook(), header("a"));
    expect((await call("GET", "/_hookspec/subscriptions", undefined, header("a"))).body).toHaveLength(1);
    expect((await call("GET", "/_hookspec/subscriptions")).body).toHaveLength(0);
    const missing = await call("GET", "/_hookspec/subscriptions", undefined, header("b"));
    expect([missing.status, missing.body.detail]).toEqual([
      404,
      'There is no namespace "b". Make it with POST /_hookspec/namespaces, or leave x-hookspec-namespace out for "default".',
    ]);
  });

  test("a request makes the namespace of its header only where that is allowed", async () => {
    const { call } = await startMock();
    const refused = await call("GET", path, undefined, header("a"));
    expect([refused.status, refused.body.detail]).toEqual([
      404,
      'There is no namespace "a". Make it with POST /_hookspec/namespaces, or let the header make it: namespaces: "header".',
    ]);
    const open = await startMock({ namespaces: "header" });
    await open.call("POST", path, newWebhook(), header("a"));
    expect(
      await Promise.all([count(open.call, header("a")), count(open.call, header("b")), count(open.call, {})]),
    ).toEqual([1, 0, 0]);
    expect((await open.call("GET", namespaces)).body.map(({ name }: { name: string }) => name)).toEqual([
      "default",
      "a",
      "b",
    ]);
    expect((await open.call("GET", path, undefined, header("a/b"))).status).toBe(400);
  });

  test("their number is capped, and deleting one makes room", async () => {
    const { call, mock } = await startMock({ namespaces: "header", namespaceLimit: 2 });
    await count(call, header("a"));
    await call("POST", namespaces, { name: "b" });
    for (const refused of [
      await call("GET", path, undefined, header("c")),
      await call("POST", namespaces, { name: "c" }),
    ]) {
      expect([refused.status, refused.body.detail]).toEqual([
        429,
        'There are 2 namespaces beside "default", as many as this mock allows. Delete some, or raise namespaceLimit.',
      ]);
    }
    expect(() => mock.namespace("c")).toThrow("There are 2 namespaces");
    expect((await call("DELETE", `${namespaces}/a`)).status).toBe(204);
    expect((await call("POST", namespaces, { name: "c" })).status).toBe(201);
  });

  test("a deleted one takes its state, keys and streams along", async () => {
    const { call, mock } = await startMock({ seed: 1 });
    await call("POST", namespaces, { name: "a", apiKeys: ["ka"] });
    await call("POST", path, newWebhook(), key("ka"));
    const events = await fetch(`${mock.url}/_hookspec/events`, { headers: header("a") });
    expect((await call("DELETE", `${namespaces}/a`)).status).toBe(204);
    expect(await events.text()).toBe(": from now on\n\n");
    expect(await count(call, key("ka"))).toBe(0);
    await call("POST", namespaces, { name: "a", apiKeys: ["ka"] });
    expect(await count(call, key("ka"))).toBe(0);
  });

  test("no key belongs to two of them", async () => {
    const { call, mock } = await startMock({ apiKeys: ["k0"] });
    await call("POST", namespaces, { name: "a", apiKeys: ["ka"] });
    for (const apiKeys of [["ka"], ["k0"]]) {
      const refused = await call("POST", namespaces, { name: "b", apiKeys });
      expect([refused.status, refused.body.detail]).toEqual([
        409,
        'One of the apiKeys belongs to another namespace already. Take one of its own for "b".',
      ]);
    }
    expect(() => mock.namespace("a", { secret: "s" })).toThrow('There is a namespace "a" already.');
  });

  test("a thousand live side by side", async () => {
    const { mock } = await startMock({ clock: "virtual" });
    for (let n = 0; n < 1000; n++) mock.namespace(`n${n}`);
    const { status } = await mock.namespace("n999").fetch(path, { headers: key("k") });
    expect(status).toBe(200);
  });
});
