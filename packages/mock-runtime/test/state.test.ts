import { appendFileSync, copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createMock } from "../src/mock.js";
import type { MockOptions } from "../src/options.js";
import type { MockSnapshot } from "../src/snapshot.js";
import { newWebhook } from "./harness.js";
import { path } from "./playground.js";
import { openMock, request, stateFile } from "./state-files.js";
import { webhookDefinition } from "./webhook-definition.js";

const virtual: MockOptions = { clock: "virtual", now: "2024-03-01T12:00:00Z" };
const failing: MockOptions = { transport: () => ({ status: 500 }) };
const header = '{"format":"hookspec-state","version":1,"api":"webhook","apiVersion":"1.0.0"}';
const linesOf = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n");

describe("a file of state", () => {
  test("has a change as soon as that is answered or resolved, one line an entity", async () => {
    const file = stateFile();
    const mock = openMock(file, { ...virtual, seed: 1 });
    expect(linesOf(file)).toEqual([
      header,
      expect.stringMatching(/^\{"namespace":"default","kind":"namespace","key":\[\],"value":\{"owner":/),
      '{"namespace":"default","kind":"progress","key":[],"value":{"now":1709294400000,"items":0,"deliveries":0,"sequence":0,"dropped":0}}',
    ]);
    const { body } = await request(mock, "POST", path, newWebhook());
    expect(readFileSync(file, "utf8")).toContain(
      `{"namespace":"default","kind":"item","key":["Webhook","${body.id}"],"value":{"connection_id":"c1",`,
    );
    await mock.connection("c1").upsert("crm_deal", { id: 7, name: "Ada" });
    expect(readFileSync(file, "utf8")).toContain(
      '"kind":"object","key":["c1","crm_deal","7"],"value":{"object":{"id":7,"name":"Ada"},"created":1,"updated":0}',
    );
    await mock.connection("c1").remove("crm_deal", 7);
    expect(linesOf(file).at(-2)).toBe(
      '{"namespace":"default","kind":"object","key":["c1","crm_deal","7"],"more":true}',
    );
    await mock.clock.advance("1m");
    expect(linesOf(file).at(-1)).toContain('"now":1709294460000');
  });

  test("is nobody else's to read", () => {
    const file = stateFile();
    openMock(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("goes on with secret, workspace, ids, namespaces and their keys, without a seed too", async () => {
    const file = stateFile();
    const options: MockOptions = { transport: () => ({ status: 204 }) };
    const first = openMock(file, options);
    const suite = first.namespace("suite", { apiKeys: ["s"], clock: "virtual", now: "2025-01-01" });
    const [made, own] = [
      await request(first, "POST", path, newWebhook()),
      await request(first, "POST", path, newWebhook(), { authorization: "bearer s" }),
    ];
    await suite.clock.advance("3h");
    await first.close();

    const next = openMock(file, options);
    const again = next.namespace("suite");
    expect([next.secret, again.secret]).toEqual([first.secret, suite.secret]);
    expect(again.clock.now()).toBe(Date.parse("2025-01-01T03:00:00Z"));
    const list = async (key: string) =>
      (await request(next, "GET", path, undefined, { authorization: `bearer ${key}` })).body;
    expect((await list("k")).map(({ id }: { id: string }) => id)).toEqual([made.body.id]);
    expect((await list("s")).map(({ id }: { id: string }) => id)).toEqual([own.body.id]);
    const { body } = await request(next, "POST", path, newWebhook());
    expect(body.workspace_id).toBe(made.body.workspace_id);
    expect(BigInt(`0x${body.id}`)).toBe(BigInt(`0x${made.body.id}`) + 1n);
  });

  test("a namespace that was deleted is gone, and one of its name a new one", async () => {
    const file = stateFile();
    const first = openMock(file);
    const gone = first.namespace("a");
    await gone.connection("c1").create();
    expect((await request(first, "DELETE", "/_hookspec/namespaces/a")).status).toBe(204);
    const other = first.namespace("a");
    await other.connection("c2").create();
    await first.close();
    const next = openMock(file);
    expect(next.namespace("a").secret).toBe(other.secret);
    expect(other.secret).not.toBe(gone.secret);
    const { body } = await request(next, "GET", "/_hookspec/connections", undefined, {
      "x-hookspec-namespace": "a",
    });
    expect(body).toEqual([{ source: "c2", objectTypes: {} }]);
  });

  test("another secret that is asked for wins, from then on", async () => {
    const file = stateFile();
    for (const [secret, expected] of [
      ["one", "one"],
      [undefined, "one"],
      ["two", "two"],
      [undefined, "two"],
    ]) {
      const mock = openMock(file, secret === undefined ? {} : { secret });
      expect(mock.secret).toBe(expected);
      await mock.close();
    }
  });

  test.each<[MockOptions, string]>([
    [{ seed: 2 }, 'was made with seed "1", and "2" is asked for. Leave seed out, or take another file.'],
    [{ clock: "real" }, 'was made with clock "virtual", and "real" is asked for.'],
    [
      { clock: "virtual", now: "2024-03-02" },
      'was made with now "2024-03-01T12:00:00.000Z", and "2024-03-02T00:00:00.000Z" is asked for.',
    ],
  ])("options %j that contradict it are refused, and it stays as it is", async (options, message) => {
    const file = stateFile();
    await openMock(file, { ...virtual, seed: 1 }).close();
    const before = readFileSync(file, "utf8");
    expect(() => openMock(file, options)).toThrow(`The state in ${file} ${message}`);
    expect(readFileSync(file, "utf8")).toBe(before);
    await openMock(file, { ...virtual, seed: "1" }).close();
  });

  test("does not grow without bounds", async () => {
    const file = stateFile();
    const mock = openMock(file);
    const name = "x".repeat(20_000);
    const sizes: number[] = [];
    for (let version = 0; version < 300; version++) {
      await mock.connection("c1").upsert("crm_deal", { id: version % 3, name, version });
      sizes.push(statSync(file).size);
    }
    expect(sizes.some((size, at) => size < (sizes[at - 1] ?? 0))).toBe(true);
    expect(Math.max(...sizes)).toBeLessThan(2 * 1024 * 1024);
    const live = await mock.snapshot();
    const copy = `${file}.copy`;
    writeFileSync(copy, readFileSync(file));
    expect((await openMock(copy).snapshot()).sources).toEqual(live.sources);
  });
});

describe("a file that cannot be used", () => {
  const warn = () => {
    const spy = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    onTestFinished(() => spy.mockRestore());
    return spy;
  };

  /** A file with one connection, as it stands when its process is killed. */
  async function killed(): Promise<string> {
    const file = stateFile();
    const mock = openMock(file, { seed: 1 });
    await mock.connection("c1").create();
    const text = readFileSync(file, "utf8");
    const copy = `${file}.killed`;
    writeFileSync(copy, text);
    return copy;
  }

  const object = '{"namespace":"default","kind":"connection","key":["c2"],"value":{}';
  const connections = async (file: string) =>
    (await openMock(file).snapshot()).sources.sources.map(([source]) => source);

  test.each([
    ["a line that was cut off", `${object.slice(0, 40)}`],
    ["lines that belong with one that was cut off", `${object},"more":true}\n${object.slice(0, 40)}`],
    ["lines whose last is missing", `${object},"more":true}\n`],
  ])("%s is left out with a warning", async (_name, end) => {
    const file = await killed();
    const line = linesOf(file).length + 1;
    appendFileSync(file, end);
    const spy = warn();
    expect(await connections(file)).toEqual(["c1"]);
    expect(spy.mock.calls).toEqual([
      [
        `${file}:${line}: what is written from this line on was cut off when its process ended. It was never answered, and is left out.`,
      ],
    ]);
  });

  test("a last line that lacks nothing but its end counts", async () => {
    const file = await killed();
    appendFileSync(file, `${object}}`);
    expect(await connections(file)).toEqual(["c1", "c2"]);
  });

  const advice = "The file is left as it is. Mend or remove the line, or take another file.";
  test.each([
    ["{", /the line cannot be read as JSON \(.+\)/],
    ["[]", /the line is \[\], expected an object/],
    [
      '{"namespace":"default","kind":"itm","key":[]}',
      /kind is "itm", expected one of "namespace", "progress", /,
    ],
    ['{"kind":"item","key":[]}', /namespace is nothing, expected text/],
    [
      '{"namespace":"default","kind":"item","key":["Webhook"]}',
      /key is \["Webhook"\], expected \[resource, id\] as texts/,
    ],
    [
      '{"namespace":"default","kind":"item","key":["Pet","1"],"value":{}}',
      /Webhook API has no resource "Pet", expected one of "Webhook"/,
    ],
    [
      '{"namespace":"default","kind":"item","key":["Webhook","1"],"value":{"id":"2"}}',
      /the value is of "2", and the key names "1"/,
    ],
    [
      '{"namespace":"default","kind":"object","key":["c1","a","1"],"value":{"object":{"id":"1"},"created":"x","updated":0}}',
      /value\.created is "x", expected a number/,
    ],
    [
      '{"namespace":"default","kind":"status","key":["d"],"value":{"url":"","status":"pending","attempted":0,"sent":0}}',
      /no line before it has the delivery "d"/,
    ],
    ['{"__proto__":{}}', /it has a member named "__proto__"/],
  ])("a line that is wrong in the middle is an error that names it: %s", async (line, why) => {
    const file = await killed();
    const at = linesOf(file).length + 1;
    appendFileSync(file, `${line}\n${object}}\n`);
    const before = readFileSync(file, "utf8");
    expect(() => openMock(file)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(new RegExp(`^${file}:${at}: ${why.source}.*\\. ${advice}$`)),
      }),
    );
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test.each([
    [
      header.replace('"webhook"', '"pets"'),
      'the state is of the API "pets", and this mock is one of "webhook".',
    ],
    [header.replace("1,", "2,"), "the state has the format version 2, and this mock reads 1."],
    ["name,age", "the line cannot be read as JSON"],
    ["{}", 'the first line is not that of saved state, expected one with "format":"hookspec-state".'],
  ])("a file with the first line %s is refused", (line, why) => {
    const file = stateFile();
    writeFileSync(file, `${line}\nrest\n`);
    expect(() => openMock(file)).toThrow(`${file}:1: ${why}`);
    expect(readFileSync(file, "utf8")).toBe(`${line}\nrest\n`);
  });

  test("an empty file is a new one", async () => {
    const file = stateFile();
    writeFileSync(file, "");
    await openMock(file).close();
    expect(linesOf(file)[0]).toBe(header);
  });

  test("two mocks on one file: the second is refused until the first is closed", async () => {
    const file = stateFile();
    const first = openMock(file);
    expect(() => openMock(file)).toThrow(
      `The state file ${file} is in use by process ${process.pid}. Stop that one or take another file; if it is no mock, remove ${file}.lock.`,
    );
    await first.close();
    openMock(file);
  });

  test.each([
    ["of a process that is gone", { pid: 2 ** 22 + 1, start: 0 }],
    ["of an earlier process with the same id", { pid: process.pid, start: 5 }],
    ["that was cut off", "{"],
  ])("a lock %s is taken over", async (_name, lock) => {
    const file = stateFile();
    writeFileSync(`${file}.lock`, typeof lock === "string" ? lock : JSON.stringify(lock));
    const mock = openMock(file);
    expect(JSON.parse(readFileSync(`${file}.lock`, "utf8"))).toMatchObject({ pid: process.pid });
    await mock.close();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test("a folder that is not there, or a file that is a folder, is refused with what to do", () => {
    const file = stateFile();
    const below = join(dirname(file), "none", "state.jsonl");
    expect(() => openMock(below)).toThrow(
      `The state cannot be saved in ${below}: ENOENT: no such file or directory, open '${below}.lock'. Take a file in a folder that exists and can be written to.`,
    );
    expect(() => openMock(dirname(file))).toThrow(/cannot be read: EISDIR.*Mend that, or take another\./);
  });

  test("a mock that cannot be made lets the file go", async () => {
    const file = stateFile();
    const first = openMock(file);
    first.namespace("a");
    first.namespace("b");
    await first.close();
    expect(() => openMock(file, { namespaceLimit: 1 })).toThrow('There are 1 namespaces beside "default"');
    openMock(file);
  });
});

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
    for (let at = 1; at < 4; at++) {
      await expect.poll(() => answers.length).toBe(at + 1);
      answers[at]?.({ status: 204 });
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
