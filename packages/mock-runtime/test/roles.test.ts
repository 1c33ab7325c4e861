import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createMock } from "../src/mock.js";
import { manualClock, startMock, startReceiver } from "./harness.js";
import { listenerDefinition } from "./listener-definition.js";
import { webhookDefinition } from "./webhook-definition.js";

const listener = { account: "a1", kind: "invoice", on: "paid", target: "http://127.0.0.1:9/" };

test("an API with other names obeys the same rules", async () => {
  const { call } = await startMock({ clock: manualClock() }, listenerDefinition);
  const { status, body } = await call("POST", "/listeners", listener);
  expect(status).toBe(201);
  expect(body).toEqual({
    ...listener,
    no: expect.any(Number),
    made: "2024-03-01T12:00:00Z",
    on_all: ["paid"],
    every: 30,
    how: "poll",
  });
  const refused = await call("PATCH", `/listeners/${body.no}`, {
    every: 4,
    on: "voided",
    on_all: ["paid", "x"],
    account: "a2",
  });
  expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    "/account",
    "/on",
    "/every",
  ]);
});

test("JSON Merge Patch reaches into objects", async () => {
  const { call } = await startMock({}, listenerDefinition);
  const { body } = await call("POST", "/listeners", { ...listener, labels: { a: 1, b: { c: 2 } } });
  const patched = await call("PATCH", `/listeners/${body.no}`, { labels: { a: null, b: { d: 3 } } });
  expect(patched.body.labels).toEqual({ b: { c: 2, d: 3 } });
});

test("runs are kept and refused by the modes' own words", async () => {
  const clock = manualClock();
  const { call } = await startMock({ clock }, listenerDefinition);
  const { body } = await call("POST", "/listeners", listener);
  for (let run = 0; run < 3; run++)
    expect((await call("POST", `/listeners/${body.no}/run`)).status).toBe(202);
  const patched = await call("PATCH", `/listeners/${body.no}`, { how: "push" });
  expect(patched.body).toMatchObject({
    ran: "2024-03-01T12:00:00Z",
    history: Array(2).fill("2024-03-01T12:00:00Z"),
  });
  expect((await call("POST", `/listeners/${body.no}/run`)).body.errors[0].detail).toContain(
    'Expected "poll"',
  );
});

test("deliveries use the spec's members, signature, statuses and page size", async () => {
  const mock = createMock<object>(listenerDefinition, { secret: "k" });
  const { url, received } = await startReceiver();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ ...listener, target: url, how: "push", only: "sum" });
  await mock.fetch("/listeners", { method: "POST", headers, body });
  const records = [1, 2, 3].map((sum) => ({ ref: `r${sum}`, sum, original: 0 }));
  const reports = await mock.emit({ account: "a1", kind: "invoice", on: "paid", records });
  expect(reports.map(({ ok, kind }) => [ok, kind])).toEqual([
    [true, "native"],
    [true, "native"],
  ]);
  const sent = received.map(({ text }) => JSON.parse(text));
  expect(sent.map((one) => one.records.map((record: { ref: string }) => record.ref))).toEqual([
    ["r1", "r2"],
    ["r3"],
  ]);
  expect(sent[1]).toMatchObject({ why: "PUSHED", records: [{ ref: "r3", sum: 3 }] });
  expect(sent[1].mac).toBe(
    createHmac("sha256", "k").update(`${sent[1].salt}[{"ref":"r3","sum":3}]`).digest("hex"),
  );
  await mock.close();
});

test("a spec without webhooks says so when a change is emitted", async () => {
  const { subscription: _subscription, ...without } = webhookDefinition;
  await expect(createMock<object>(without).emit({})).rejects.toThrow(
    "Webhook API delivers nothing: its spec declares no webhook.",
  );
});

test("no source file knows a field of the Webhook", () => {
  const fields = Object.keys(webhookDefinition.resources["Webhook"]?.fields ?? {}).filter((name) =>
    name.includes("_"),
  );
  const sources = readdirSync(new URL("../src", import.meta.url), { recursive: true, encoding: "utf8" });
  const texts = sources
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(new URL(`../src/${name}`, import.meta.url), "utf8"));
  expect(texts.length).toBeGreaterThan(20);
  for (const field of fields) expect(texts.filter((text) => text.includes(field))).toEqual([]);
});
