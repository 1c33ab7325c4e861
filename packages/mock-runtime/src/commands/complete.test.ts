import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createMockControlClient } from "@hookspec/mock-control-client";
import { beforeEach, expect, test, vi } from "vitest";
import { ask, start } from "../../test/ask-command.js";
import { startMock, startReceiver } from "../../test/harness.js";
import { stateFile } from "../../test/state-files.js";

beforeEach(() => {
  for (const name of ["URL", "NAMESPACE", "TOKEN"]) vi.stubEnv(`HOOKSPEC_${name}`, undefined);
  return () => void vi.unstubAllEnvs();
});

test("each method of the control API's client is called by a command", () => {
  const sources = readdirSync(import.meta.dirname).filter((file) => !file.endsWith(".test.ts"));
  const text = sources.map((file) => readFileSync(path.join(import.meta.dirname, file), "utf8")).join("\n");
  const client: object = createMockControlClient({ baseUrl: "http://127.0.0.1:1" });
  const methods = Object.entries(client).flatMap(([name, value]) =>
    typeof value === "function" && /^[a-z]/.test(name) ? [name] : [],
  );
  expect(methods.length).toBeGreaterThan(30);
  // `info` asks for all that `health` does.
  expect(methods.filter((name) => !text.includes(`client.${name}(`))).toEqual(["health"]);
});

test("a connection is made known, looked into, and deleted with its subscriptions", async () => {
  const { mock, run, lines } = await start();
  expect(await lines("connect", "c2")).toEqual(["c2: no objects"]);
  expect(await lines("objects", "c2", "crm_contact")).toEqual(["No objects."]);
  await lines("upsert", "c2", "crm_contact", '[{"id":"1"},{"id":"2"}]');
  expect(await lines("objects", "c2", "crm_contact")).toEqual(['{"id":"1"}', '{"id":"2"}']);
  expect(await lines("objects", "c2", "crm_contact", "--json")).toEqual(['{"id":"1"}', '{"id":"2"}']);
  await lines("upsert", "c1", "crm_contact", '{"id":"1"}');
  expect(await lines("disconnect", "c1")).toEqual(["deleted"]);
  expect(mock.subscriptions).toHaveLength(0);
  expect((await run("disconnect", "c1")).errors[0]).toMatch(/^There is no connection "c1"\. /);
});

test("a delivery is sent as told, and one that fails is exit code 1", async () => {
  const { mock, run, id, received } = await start();
  const sent = await run("deliver", `{"subscription":"${id}","data":[{"id":"1"}],"omit":["sig256"]}`);
  const delivery = mock.deliveries.at(-1)?.id ?? "";
  expect(sent).toEqual({
    code: 0,
    out: [`${delivery} delivered virtual to <receiver>: 1 attempt, last 204`],
    errors: [],
  });
  const body = JSON.parse(received[0]?.text ?? "") as object;
  expect([Object.hasOwn(body, "sig"), Object.hasOwn(body, "sig256")]).toEqual([true, false]);
  expect((await run("deliver", '{"url":"http://127.0.0.1:9/h","data":[{"id":"1"}]}')).code).toBe(1);
  expect((await run("deliver", "[]")).errors).toEqual([
    `The delivery is []. Pass an object, e.g. '{"url":"http://localhost:3000/hook","data":[{"id":"1"}]}'.`,
  ]);
  expect((await run("deliver", '{"url":"http://127.0.0.1:9/h"}')).code).toBe(2);
});

test("deliveries are found by the poll and the batch that they belong to", async () => {
  const { mock, lines, id } = await start();
  for (const name of ["Ada", "Bob"]) {
    await lines("upsert", "c1", "crm_contact", `{"id":"${name}"}`);
    await lines("advance", "1h");
  }
  const [first, second] = mock.deliveries.filter();
  const line = `${second?.id} delivered virtual to <receiver>: 1 attempt, last 204`;
  expect(await lines("deliveries", "--poll", `${id}.2`)).toEqual([line]);
  expect(await lines("deliveries", "--batch", String(second?.batch))).toEqual([line]);
  expect(await lines("delivery", String(first?.id))).toContain(
    `  changes 1 of c1 crm_contact, found by poll ${id}.1`,
  );
});

test("one subscription is looked at", async () => {
  const { lines, run, id } = await start();
  expect(await lines("subscription", id)).toEqual([
    `${id} healthy, next poll 2024-03-01T13:00:00.000Z, 0 pending, 0 waiting`,
  ]);
  expect((await run("subscription", "x")).errors[0]).toMatch(/^There is no subscription "x"\. /);
});

test("state is exported, and imported into another namespace", async () => {
  const { lines, run } = await start();
  await lines("upsert", "c1", "crm_contact", '{"id":"1"}');
  const file = stateFile();
  writeFileSync(file, (await lines("export")).join("\n"));
  await lines("create-namespace", "b", "--clock", "virtual");
  expect(await lines("import", file, "--namespace", "b")).toEqual(["imported"]);
  expect(await lines("connections", "--namespace", "b")).toEqual(["c1: 1 crm_contact"]);
  writeFileSync(file, "no state\n");
  expect((await run("import", file)).code).toBe(2);
  expect(await run("import", `${file}.no`)).toEqual({
    code: 2,
    out: [],
    errors: [`Failed to read ${file}.no (ENOENT). Pass a file, or - for standard input.`],
  });
});

test("the log of requests is emptied", async () => {
  const { mock, lines } = await start();
  expect(mock.requests).toHaveLength(1);
  expect(await lines("clear-requests")).toEqual(["removed"]);
  expect(mock.requests).toHaveLength(0);
});

test("--max says after how many steps a clock that finds no rest is stopped", async () => {
  const { lines, run } = await start((_request, response) => void response.writeHead(500).end());
  await lines("upsert", "c1", "crm_contact", '{"id":"1"}');
  expect((await run("advance", "--until-idle", "--max", "2")).errors[0]).toMatch(/stopped after 2 steps/);
  expect((await run("advance", "1h", "--max", "2")).errors[0]).toMatch(/max goes with untilIdle only/);
  expect((await run("advance", "--until-idle", "--max", "many")).code).toBe(2);
});

test("an empty variable counts as none, an empty option is refused", async () => {
  const { mock, run } = await start();
  vi.stubEnv("HOOKSPEC_TOKEN", "");
  vi.stubEnv("HOOKSPEC_NAMESPACE", "");
  expect((await ask(mock.url, ["connections"])).out).toEqual(["No connections."]);
  for (const option of ["url", "namespace", "token"]) {
    expect(await run("connections", `--${option}`, "")).toEqual({
      code: 2,
      out: [],
      errors: [`--${option} is empty. Pass a value, or leave it out.`],
    });
  }
});

test("with strict a shell can make the connection that a subscription needs", async () => {
  const { mock, call } = await startMock({ strict: true });
  const { url } = await startReceiver();
  const webhook = { connection_id: "c7", object_type: "crm_contact", event: "created", hook_url: url };
  expect((await call("POST", "/unified/webhook", webhook)).status).toBe(422);
  expect((await ask(mock.url, ["connect", "c7"])).out).toEqual(["c7: no objects"]);
  expect((await call("POST", "/unified/webhook", webhook)).status).toBe(200);
});
