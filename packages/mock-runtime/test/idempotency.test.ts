import { expect, test } from "vitest";
import { createVirtualClock } from "../src/clock/virtual.js";
import { newWebhook, startMock } from "./harness.js";

const path = "/unified/webhook";
const key = (value: string, rest: Record<string, string> = {}) => ({ "idempotency-key": value, ...rest });

test("same key and request: done once, the same answer again", async () => {
  const { call } = await startMock();
  const first = await call("POST", path, newWebhook(), key('"8e03978e-40d5"'));
  const second = await call("POST", path, newWebhook(), key('"8e03978e-40d5"'));
  const bare = await call("POST", path, newWebhook(), key("8e03978e-40d5"));
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  for (const again of [second, bare]) {
    expect(again.text).toBe(first.text);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
  }
  expect((await call("GET", path)).body).toHaveLength(1);
});

test("same key, another request: 422, nothing changes", async () => {
  const { call } = await startMock();
  await call("POST", path, newWebhook(), key("k"));
  const { status, body } = await call("POST", path, newWebhook({ interval: 5 }), key("k"));
  expect(status).toBe(422);
  expect(body.detail).toBe(
    'The idempotency key "k" was used for another request. Send the same request, or a new key.',
  );
  expect((await call("GET", path)).body).toHaveLength(1);
});

test("a key belongs to one operation and one API key", async () => {
  const { call } = await startMock();
  const { body } = await call("POST", path, newWebhook(), key("k"));
  expect((await call("PATCH", `${path}/${body.id}`, { interval: 9 }, key("k"))).status).toBe(200);
  const other = await call("POST", path, newWebhook(), key("k", { authorization: "bearer another" }));
  expect(other.body.id).not.toBe(body.id);
});

test("while the first is being answered the second is told to wait: 409", async () => {
  const { mock, call } = await startMock();
  const { promise: go, resolve: proceed } = deferred();
  mock.on("createUnifiedWebhook", () => go);
  const first = call("POST", path, newWebhook(), key("k"));
  await expect.poll(async () => (await call("POST", path, newWebhook(), key("k"))).status).toBe(409);
  const second = await call("POST", path, newWebhook(), key("k"));
  expect(second.headers.get("retry-after")).toBe("1");
  proceed();
  expect((await first).status).toBe(200);
  expect((await call("GET", path)).body).toHaveLength(1);
});

test("a refusal is not kept: the corrected request may use the same key", async () => {
  const { call } = await startMock();
  expect((await call("POST", path, newWebhook({ interval: 0 }), key("k"))).status).toBe(422);
  expect((await call("POST", path, newWebhook(), key("k"))).status).toBe(200);
});

test("nor is a failure that an override answers", async () => {
  const { mock, call } = await startMock();
  const off = mock.on("createUnifiedWebhook", () => ({ status: 503 }));
  expect((await call("POST", path, newWebhook(), key("k"))).status).toBe(503);
  off();
  expect((await call("POST", path, newWebhook(), key("k"))).status).toBe(200);
});

test("an answer that got lost is there when the caller tries again", async () => {
  const { mock, call } = await startMock();
  mock.faults.add({ operation: "createUnifiedWebhook", reset: true, act: true, times: 1 });
  await expect(call("POST", path, newWebhook(), key("k"))).rejects.toThrow();
  const again = await call("POST", path, newWebhook(), key("k"));
  expect(again.status).toBe(200);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect((await call("GET", path)).body).toHaveLength(1);
});

test("answers are kept for a day of the mock's clock", async () => {
  const clock = createVirtualClock(0);
  const { call } = await startMock({ clock });
  const first = await call("POST", path, newWebhook(), key("k"));
  clock.moveTo(24 * 3_600_000);
  const second = await call("POST", path, newWebhook(), key("k"));
  expect(second.body.id).not.toBe(first.body.id);
});

test("no more than 1000 answers are kept", async () => {
  const { mock, call } = await startMock();
  const first = await call("POST", path, newWebhook(), key("k0"));
  const headers = { authorization: "bearer test", "content-type": "application/json" };
  for (let at = 1; at <= 1000; at++) {
    await mock.fetch(path, {
      method: "POST",
      headers: { ...headers, "idempotency-key": `k${at}` },
      body: JSON.stringify(newWebhook()),
    });
  }
  const again = await call("POST", path, newWebhook(), key("k0"));
  expect(again.body.id).not.toBe(first.body.id);
});

test.each([
  ["", "The idempotency-key header is empty. Send 1 to 255 characters, e.g. a UUID."],
  ['""', "The idempotency-key header is empty. Send 1 to 255 characters, e.g. a UUID."],
  [
    "x".repeat(256),
    "The idempotency-key header is 256 characters long. Send 1 to 255 characters, e.g. a UUID.",
  ],
])("a key that is none is a 400 (%#)", async (value, detail) => {
  const { call } = await startMock();
  const { status, body } = await call("POST", path, newWebhook(), key(value));
  expect([status, body.detail]).toEqual([400, detail]);
});

test("methods that are idempotent by themselves take no notice", async () => {
  const { call } = await startMock();
  const { body } = await call("POST", path, newWebhook());
  expect((await call("DELETE", `${path}/${body.id}`, undefined, key("k"))).status).toBe(200);
  expect((await call("DELETE", `${path}/${body.id}`, undefined, key("k"))).status).toBe(404);
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
