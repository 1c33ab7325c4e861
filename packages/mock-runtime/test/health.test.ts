import { expect, test } from "vitest";
import { minute, path, play, start } from "./playground.js";
import { webhookDefinition } from "./webhook-definition.js";
import { startMock, newWebhook } from "./harness.js";

test("rule 18: native events are POSTed one by one, in order, without any polling", async () => {
  const { mock, create, upsert, sent } = await play();
  await create({ webhook_type: "native" });
  await Promise.all(["1", "2", "3"].map((id) => upsert(id)));
  await upsert("1", "B");
  await mock.connection("c1").remove("crm_contact", "2");
  await mock.idle();
  expect(sent().map(({ type, ids }) => [type, ...ids])).toEqual([
    ["NATIVE", "1"],
    ["NATIVE", "2"],
    ["NATIVE", "3"],
    ["NATIVE", "1"],
  ]);
  expect([...mock.deliveries].map(({ changes }) => changes)).toEqual([[1], [2], [3], [4]]);
  expect(await mock.clock.next()).toBeUndefined();
});

test("rule 18: three immediate retries, then unhealthy; the queue is dropped and logged", async () => {
  const { mock, create, upsert, answers, texts } = await play();
  const id = await create({ webhook_type: "native" });
  answers.status = 500;
  await Promise.all(["1", "2", "3"].map((one) => upsert(one)));
  await mock.idle();
  expect(texts()).toHaveLength(4);
  expect(new Set(texts()).size).toBe(1);
  expect(mock.subscription(id)?.health).toEqual({ state: "unhealthy", since: start });
  expect([...mock.deliveries].map(({ status, reason, attempted }) => [status, reason, attempted])).toEqual([
    ["failed", "gave up after 4 attempts: answered 500, delivered is 2XX", 4],
    ["cancelled", "unhealthy", 0],
    ["cancelled", "unhealthy", 0],
  ]);
  await upsert("4");
  await mock.idle();
  expect(texts()).toHaveLength(4);
});

test("rule 18: the queue is bounded, and what it has no room for is logged", async () => {
  const { mock, create, upsert, sent } = await play({ queueLimit: 2 });
  await create({ webhook_type: "native" });
  await Promise.all(["1", "2", "3", "4", "5"].map((id) => upsert(id)));
  await mock.idle();
  const dropped = mock.deliveries.filter({ status: "cancelled" });
  expect(dropped.map(({ reason }) => reason)).toEqual(
    Array(dropped.length).fill("dropped: 2 events wait already"),
  );
  expect(dropped.length).toBeGreaterThan(0);
  expect([...sent().map(({ ids }) => Number(ids[0])), ...dropped.flatMap(({ changes }) => changes)]).toEqual([
    1, 2, 3, 4, 5,
  ]);
});

test("rule 18: virtual is retried 20 times on the Fibonacci schedule, 19.9 days in all", async () => {
  const { mock, create, upsert, answers, texts } = await play();
  const id = await create();
  await upsert("1");
  answers.status = 500;
  await mock.clock.advance("1h");
  await mock.clock.runUntilIdle();
  const [delivery] = mock.deliveries;
  const times = delivery?.attempts.map(({ at }) => (at - start) / minute) ?? [];
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(waits.slice(0, 12)).toEqual([1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233]);
  expect(waits).toHaveLength(20);
  expect(((times.at(-1) ?? 0) - 60) / 60 / 24).toBeCloseTo(19.9, 1);
  expect(new Set(texts()).size).toBe(1);
  expect(delivery).toMatchObject({ status: "failed", attempted: 21 });
  expect(mock.subscription(id)).toMatchObject({ health: { state: "unhealthy" }, cursor: 0, pending: [] });
});

test("rule 19: an unhealthy webhook is neither polled nor attempted nor triggered", async () => {
  const { mock, call, create, upsert, answers, texts } = await play();
  const id = await create({ webhook_type: "native" });
  answers.status = 500;
  await upsert("1");
  await mock.idle();
  await call("PATCH", `${path}/${id}`, { webhook_type: "virtual" });
  await upsert("2");
  await mock.clock.advance("1d");
  expect(texts()).toHaveLength(4);
  const { status, body } = await call("PUT", `${path}/${id}/trigger`);
  expect([status, body.detail]).toEqual([409, expect.stringContaining("is unhealthy: it is not polled")]);
  const change = { connection_id: "c1", object_type: "crm_contact", event: "updated", data: { id: "1" } };
  expect(await mock.emit(change)).toMatchObject([{ ok: false, reason: "the subscription is unhealthy" }]);
  expect(texts()).toHaveLength(4);
});

test("rule 19: 410 stops at once and cancels what is pending; resume continues from the cursor", async () => {
  const { mock, create, upsert, answers, sent } = await play();
  const id = await create();
  await upsert("1");
  answers.status = 410;
  await mock.clock.advance("1h");
  expect(mock.subscription(id)?.health).toEqual({ state: "stopped", since: start + 60 * minute });
  await upsert("2");
  await mock.clock.advance("6d");
  expect(sent()).toHaveLength(1);
  answers.status = 200;
  await mock.subscription(id)?.resume();
  await mock.idle();
  expect(sent().map(({ ids }) => ids)).toEqual([["1"], ["1", "2"]]);
});

test.each([
  ["seconds", "600", 10],
  ["a date", "Fri, 01 Mar 2024 13:30:00 GMT", 30],
  ["less than the schedule", "5", 1],
  ["more than a day: capped", "9999999", 1440],
  ["nonsense", "soon", 1],
])("rule 19: Retry-After of %s puts the next attempt off", async (_name, header, minutes) => {
  const { mock, create, upsert, answers } = await play();
  await create();
  await upsert("1");
  Object.assign(answers, { status: 503, headers: { "retry-after": header } });
  await mock.clock.advance("1h");
  expect(mock.deliveries.at(-1)?.nextAttemptAt).toBe(start + (60 + minutes) * minute);
});

test("rule 20: more than 7 days unhealthy cannot be resumed; native skips the gap", async () => {
  const { mock, create, upsert, answers, sent } = await play();
  const [virtual, native] = [await create(), await create({ webhook_type: "native" })];
  await upsert("1");
  answers.status = 410;
  await mock.clock.advance("1h");
  await upsert("2");
  await mock.clock.advance("7d");
  answers.status = 200;
  await mock.clock.advance(1);
  await expect(mock.subscription(virtual)?.resume()).rejects.toThrow("more than 7 days");
  await mock.subscription(native)?.resume();
  await upsert("3");
  await mock.idle();
  expect(sent().at(-1)).toMatchObject({ type: "NATIVE", ids: ["3"] });
  expect(sent().flatMap(({ ids }) => ids)).not.toContain("2");
});

test("rule 20: pause freezes polls and retries, unpause continues; health is shown where the spec has a field for it", async () => {
  const { subscription: roles, resources } = webhookDefinition;
  const Webhook = resources["Webhook"];
  if (roles === undefined || Webhook === undefined) throw new Error("the Webhook has both");
  const flag = { type: "boolean", required: false, readOnly: false } as const;
  const fields = { ...Webhook.fields, is_paused: flag, is_healthy: { ...flag, readOnly: true } };
  const resume = webhookDefinition.operations
    .filter(({ id }) => id === "updateUnifiedWebhookTrigger")
    .map((operation) => ({
      ...operation,
      id: "resume",
      path: "/unified/webhook/{id}/resume",
      action: { kind: "resume", resource: "Webhook", item: "id" } as const,
    }));
  const definition = {
    ...webhookDefinition,
    operations: [...webhookDefinition.operations, ...resume],
    resources: { Webhook: { ...Webhook, fields } },
    subscription: { ...roles, paused: "is_paused", healthy: "is_healthy" },
  };
  const { url, answers, sent } = await play();
  const { mock, call } = await startMock({ clock: "virtual", now: new Date(start) }, definition);
  const { body } = await call("POST", path, newWebhook({ hook_url: url, event: "created" }));
  expect(body.is_healthy).toBe(true);
  await mock.connection("c1").upsert("crm_contact", { id: "1" });
  answers.status = 500;
  await mock.clock.advance("1h");
  await call("PATCH", `${path}/${body.id}`, { is_paused: true });
  expect((await call("PUT", `${path}/${body.id}/trigger`)).status).toBe(409);
  await mock.clock.advance("2d");
  expect(sent()).toHaveLength(1);
  await call("PATCH", `${path}/${body.id}`, { is_paused: false });
  await mock.idle();
  expect(sent()).toHaveLength(2);
  answers.status = 410;
  await mock.clock.advance("1d");
  expect((await call("GET", `${path}/${body.id}`)).body.is_healthy).toBe(false);
  answers.status = 204;
  expect((await call("PUT", `${path}/${body.id}/resume`)).status).toBe(200);
  await mock.idle();
  expect((await call("GET", `${path}/${body.id}`)).body.is_healthy).toBe(true);
  expect(mock.deliveries.at(-1)).toMatchObject({ status: "delivered", changes: [1] });
});

test("failed emits are retried like any delivery", async () => {
  const { mock, create, answers, texts } = await play();
  await create();
  answers.status = 500;
  const change = { connection_id: "c1", object_type: "crm_contact", event: "updated", data: { id: "1" } };
  const [report] = await mock.emit(change);
  expect(report).toMatchObject({ ok: false, status: 500 });
  answers.status = 204;
  await mock.clock.advance("1m");
  expect(texts()).toHaveLength(2);
  expect(mock.deliveries.at(-1)).toMatchObject({
    id: report?.id,
    status: "delivered",
    trigger: "emit",
    attempted: 2,
  });
});
