import { appendFileSync, copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { MockOptions } from "../src/options.js";
import { newWebhook } from "./harness.js";
import { path } from "./playground.js";
import { header, openMock, request, stateFile } from "./state-files.js";

const virtual: MockOptions = { clock: "virtual", now: "2024-03-01T12:00:00Z" };
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

  test("keeps what a hook sent in place of a body, and which poll found it", async () => {
    const file = stateFile();
    const options: MockOptions = { ...virtual, transport: () => ({ status: 500 }) };
    const mock = openMock(file, options);
    mock.onDelivery((_delivery, next) => next({ body: "another" }));
    const { body } = await request(mock, "POST", path, newWebhook({ event: "created" }));
    await mock.connection("c1").upsert("crm_contact", { id: "1" });
    await mock.clock.advance("1h");
    const [before] = [...mock.deliveries];
    await mock.close();

    const next = openMock(file, options);
    const [after] = [...next.deliveries];
    expect(after).toEqual(before);
    expect(after).toMatchObject({ poll: `${body.id}.1`, attempts: [{ request: { body: "another" } }] });
    expect(next.subscription(body.id)?.polls).toBe(1);
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

  test("does not grow without bounds, and misses nothing that changes while it is written anew", async () => {
    const file = stateFile();
    const mock = openMock(file);
    const name = "x".repeat(20_000);
    const sizes: number[] = [];
    const change = async (id: number) => {
      for (let version = 0; version < 80; version++) {
        await mock.connection("c1").upsert("crm_deal", { id, name, version });
        sizes.push(statSync(file).size);
        if (version % 8 === id) await request(mock, "POST", path, newWebhook());
        if (version % 20 === id) await mock.connection("c1").remove("crm_deal", id);
      }
    };
    await Promise.all([0, 1, 2, 3].map(change));
    expect(sizes.some((size, index) => size < (sizes[index - 1] ?? 0))).toBe(true);
    expect(Math.max(...sizes)).toBeLessThan(2 * 1024 * 1024);
    const live = await mock.snapshot();
    const copy = `${file}.copy`;
    copyFileSync(file, copy);
    expect({ ...(await openMock(copy).snapshot()), now: live.now }).toEqual(live);
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
