import { copyFileSync, writeFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMock } from "../src/mock.js";
import type { MockOptions } from "../src/options.js";
import type { MockSnapshot } from "../src/snapshot.js";
import { newWebhook } from "./harness.js";
import { path } from "./playground.js";
import { header, openMock, request, stateFile } from "./state-files.js";
import { webhookDefinition } from "./webhook-definition.js";

const virtual: MockOptions = { clock: "virtual", now: "2024-03-01T12:00:00Z" };
const failing: MockOptions = { transport: () => ({ status: 500 }) };

describe("what was under way", () => {
  /** A subscription whose first page of two is under way, and what a kill may have left of it. */
  async function halfway(): Promise<MockSnapshot> {
    const mock = createMock(webhookDefinition, { ...virtual, ...failing });
    onTestFinished(() => mock.close());
    const objects = Array.from({ length: 150 }, (_, id) => ({ id: String(id) }));
    await mock.connection("c1").load("crm_contact", objects);
    await request(mock, "POST", `${path}?include_all=true`, newWebhook());
    return JSON.parse(JSON.stringify(await mock.snapshot()));
  }

  const at = (snapshot: MockSnapshot) => {
    const [state] = snapshot.subscriptions;
    const [record] = snapshot.ledger.deliveries;
    if (state?.batch === undefined || record === undefined) throw new Error("there is a batch");
    return { state, batch: state.batch, record };
  };

  test.each<[string, (snapshot: MockSnapshot) => void, types: readonly string[]]>([
    ["is pending", () => undefined, ["INITIAL-PARTIAL", "INITIAL-COMPLETE"]],
    [
      "was not made yet, as the answer to the create had not left",
      (snapshot) => {
        const { batch } = at(snapshot);
        delete batch.delivery;
        batch.held = true;
        Object.assign(snapshot.ledger, { deliveries: [] });
      },
      ["INITIAL-PARTIAL", "INITIAL-COMPLETE"],
    ],
    [
      "is delivered",
      (snapshot) => Object.assign(at(snapshot).record, { status: "delivered", nextAttemptAt: undefined }),
      ["INITIAL-COMPLETE"],
    ],
    [
      "is cancelled",
      (snapshot) => Object.assign(at(snapshot).record, { status: "cancelled", nextAttemptAt: undefined }),
      ["INITIAL-COMPLETE"],
    ],
    [
      "is over and out of the log",
      (snapshot) => Object.assign(snapshot.ledger, { deliveries: [] }),
      ["INITIAL-PARTIAL", "INITIAL-COMPLETE"],
    ],
  ])("goes on when its delivery %s", async (_name, change, expected) => {
    const snapshot = await halfway();
    change(snapshot);
    const types: string[] = [];
    const mock = createMock(webhookDefinition, {
      ...virtual,
      transport: ({ body }) => {
        types.push((JSON.parse(body) as { type: string }).type);
        return { status: 204 };
      },
    });
    onTestFinished(() => mock.close());
    await mock.restore(snapshot);
    await mock.clock.runUntilIdle();
    expect(types).toEqual(expected);
    await mock.connection("c1").upsert("crm_contact", { id: "1", name: "new" });
    await mock.clock.runUntilIdle();
    expect(types).toEqual([...expected, "VIRTUAL"]);
  });

  /** What a mock on a copy of the file, as a kill would leave it, has left to send. */
  async function leftIn(file: string): Promise<string[]> {
    const bodies: string[] = [];
    const copy = `${file}.killed`;
    copyFileSync(file, copy);
    const transport = ({ body }: { body: string }) => (bodies.push(body), { status: 204 });
    const mock = openMock(copy, { ...virtual, transport });
    await mock.clock.runUntilIdle();
    await mock.close();
    return bodies;
  }

  test("is sent from where it was: events that wait", async () => {
    const file = stateFile();
    const answers: ((answer: { status: number }) => void)[] = [];
    const sent: string[] = [];
    const transport = ({ body }: { body: string }) =>
      new Promise<{ status: number }>((resolve) => {
        sent.push(body);
        answers.push(resolve);
      });
    const mock = openMock(file, { ...virtual, transport });
    const native = { webhook_type: "native", event: undefined, events: ["created", "updated"] };
    await request(mock, "POST", path, newWebhook(native));
    for (let version = 0; version < 4; version++)
      await mock.connection("c1").upsert("crm_contact", { id: "1", version });
    await expect.poll(() => answers.length).toBe(1);
    answers[0]?.({ status: 204 });
    await expect.poll(() => answers.length).toBe(2);
    const left = await leftIn(file);
    expect(left[0]).toBe(sent[1]);
    expect(left.map((body) => (JSON.parse(body) as { data: unknown }).data)).toEqual(
      [1, 2, 3].map((version) => [{ id: "1", version }]),
    );
    for (let next = 1; next < 4; next++) {
      await expect.poll(() => answers.length).toBe(next + 1);
      answers[next]?.({ status: 204 });
    }
  });

  test("is sent from where it was: pages", async () => {
    const file = stateFile();
    const sent: string[] = [];
    const transport = ({ body }: { body: string }) => ({ status: sent.push(body) > 2 ? 500 : 204 });
    const mock = openMock(file, { ...virtual, transport });
    const objects = Array.from({ length: 350 }, (_, id) => ({ id: String(id) }));
    await mock.connection("c1").load("crm_contact", objects);
    await request(mock, "POST", `${path}?include_all=true`, newWebhook());
    await mock.idle();
    expect(mock.subscriptions[0]?.batch?.pagesLeft).toBe(2);
    const left = await leftIn(file);
    expect(left[0]).toBe(sent[2]);
    expect(left.flatMap((body) => (JSON.parse(body) as { data: unknown[] }).data)).toEqual(
      objects.slice(200),
    );
  });

  test("is unhealthy when its delivery had failed", async () => {
    const snapshot = await halfway();
    Object.assign(at(snapshot).record, { status: "failed", nextAttemptAt: undefined });
    const mock = createMock(webhookDefinition, { ...virtual, ...failing });
    onTestFinished(() => mock.close());
    await mock.restore(snapshot);
    expect(mock.subscriptions[0]?.health.state).toBe("unhealthy");
  });

  test("answers to idempotency keys belong to the state, whichever way it is put back", async () => {
    const mock = createMock(webhookDefinition, virtual);
    onTestFinished(() => mock.close());
    const empty = await mock.snapshot();
    const create = () => request(mock, "POST", path, newWebhook(), { "idempotency-key": "1" });
    const { body } = await create();
    const full = await mock.export();
    expect((await create()).body).toEqual(body);
    await mock.restore(empty);
    expect((await create()).headers.get("idempotency-replayed")).toBeNull();
    await mock.import(full);
    expect((await create()).body).toEqual(body);
    expect(full).not.toContain("bearer");
  });
});

describe("export and import", () => {
  const receiver = () => {
    const bodies: string[] = [];
    return { bodies, transport: ({ body }: { body: string }) => (bodies.push(body), { status: 204 }) };
  };

  test("what one mock had left to deliver, another of other seed and namespace delivers, as the same bytes", async () => {
    const from = createMock(webhookDefinition, { ...virtual, ...failing, seed: 1 });
    const { bodies, transport } = receiver();
    const to = createMock(webhookDefinition, { clock: "virtual", now: "2020-01-01", seed: 2, transport });
    onTestFinished(() => Promise.all([from.close(), to.close()]).then(() => undefined));
    await from.connection("c1").upsert("crm_contact", { id: "1" });
    await request(from, "POST", `${path}?include_all=true`, newWebhook());
    await from.clock.advance("10m");
    const [pending] = from.deliveries;
    const text = await from.namespace("default").export();
    expect(text).not.toContain(from.secret);

    const target = to.namespace("other");
    const response = await to.fetch("/_hookspec/import", {
      method: "POST",
      headers: { "content-type": "application/jsonl", "x-hookspec-namespace": "other" },
      body: text,
    });
    expect(response.status).toBe(204);
    expect(target.clock.now()).toBe(from.clock.now());
    expect([bodies, to.subscriptions]).toEqual([[], []]);
    await target.clock.runUntilIdle();
    expect(bodies).toEqual([pending?.request.body]);
    const exported = await to.fetch("/_hookspec/export", { headers: { "x-hookspec-namespace": "other" } });
    expect(exported.headers.get("content-type")).toBe("application/jsonl");
    expect(await exported.text()).toBe(await target.export());
  });

  test("lines by hand: a webhook without its state starts as if it was just made", async () => {
    const { bodies, transport } = receiver();
    const mock = createMock(webhookDefinition, { ...virtual, transport });
    onTestFinished(() => mock.close());
    const item = { id: "w1", event: "created", events: ["created"], interval: 5, webhook_type: "virtual" };
    const value = { ...item, object_type: "crm_deal", connection_id: "c1", hook_url: "http://127.0.0.1:9/" };
    const line = JSON.stringify({ namespace: "x", kind: "item", key: ["Webhook", "w1"], value });
    await mock.import(`${header}\n${line}`);
    await mock.connection("c1").upsert("crm_deal", { id: "1" });
    await mock.clock.advance("5m");
    expect(bodies).toHaveLength(1);
    await request(mock, "POST", path, newWebhook());
    expect(mock.subscriptions.map(({ id }) => id)).toEqual(["w1", expect.stringMatching(/^[0-9a-f]{24}$/)]);
  });

  test.each([
    ["", "Line 1 of the import: there is no line."],
    [header, "The import has a first line and no others."],
    [`${header}\n{"namespace":"a"`, "Line 2 of the import: the line cannot be read as JSON"],
    [
      `${header}\n{"namespace":"a","kind":"connection","key":["c"],"value":{},"more":true}\n`,
      "Line 2 of the import: the lines that belong with it are missing.",
    ],
    [
      `${header}\n${["a", "b"].map((namespace) => JSON.stringify({ namespace, kind: "connection", key: ["c"], value: {} })).join("\n")}`,
      "The import has lines of several namespaces: a, b.",
    ],
  ])("what is no export is refused, and changes nothing: %s", async (text, message) => {
    const mock = createMock(webhookDefinition, virtual);
    onTestFinished(() => mock.close());
    await request(mock, "POST", path, newWebhook());
    const before = await mock.export();
    await expect(mock.import(text)).rejects.toThrow(`${message}`);
    const response = await mock.fetch("/_hookspec/import", {
      method: "POST",
      headers: { "content-type": "application/jsonl" },
      body: text,
    });
    expect(response.status).toBe(422);
    expect(((await response.json()) as { detail: string }).detail).toContain("Nothing was changed.");
    expect(await mock.export()).toBe(before);
  });

  test("over HTTP only lines are taken", async () => {
    const mock = createMock(webhookDefinition, virtual);
    onTestFinished(() => mock.close());
    const post = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
      mock.fetch("/_hookspec/import", { method: "POST", headers: { "content-type": type }, body });
    expect((await post("{}", "application/json")).status).toBe(415);
    expect((await post(new Uint8Array([0x7b, 0xff]), "application/jsonl")).status).toBe(400);
    expect((await post("x".repeat(1024 * 1024 + 1), "application/x-ndjson")).status).toBe(413);
  });

  test("an export can be the file that a mock starts from", async () => {
    const from = createMock(webhookDefinition, virtual);
    onTestFinished(() => from.close());
    await request(from, "POST", path, newWebhook());
    const file = stateFile();
    writeFileSync(file, await from.export());
    const mock = openMock(file, virtual);
    expect(await mock.export()).toBe(await from.export());
  });
});
