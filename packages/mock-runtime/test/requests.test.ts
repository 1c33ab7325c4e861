import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createVirtualClock } from "../src/clock/virtual.js";
import { newWebhook, startMock } from "./harness.js";
import { weatherDefinition } from "./weather-definition.js";

const path = "/unified/webhook";

test("a record says what was asked, what came of it, and when by the mock's clock", async () => {
  const clock = createVirtualClock(5000);
  const { mock, call } = await startMock({ clock });
  const { text } = await call("POST", `${path}?include_all=false`, newWebhook());
  const [record] = mock.requests.filter();
  expect(record).toMatchObject({
    id: 1,
    at: 5000,
    operation: "createUnifiedWebhook",
    method: "POST",
    path: `${path}?include_all=false`,
    parameters: { path: {}, query: { include_all: false }, header: {}, cookie: {} },
    body: newWebhook(),
    status: 200,
    response: { status: 200, headers: { "content-type": "application/json" }, body: text },
    fault: undefined,
  });
  expect(record?.ms).toBeLessThan(1000);
  expect(record?.headers["authorization"]).toBe("bearer test");
});

test("refused requests are logged with what is known of them", async () => {
  const { mock, call } = await startMock();
  mock.faults.add({ operation: "getUnifiedWebhook", reset: true });
  await call("GET", "/nowhere");
  await call("POST", path, "{");
  await call("GET", `${path}/1`).catch(() => undefined);
  expect(
    [...mock.requests].map(({ operation, status, body, fault }) => [operation, status, body, fault]),
  ).toEqual([
    [undefined, 404, undefined, undefined],
    ["createUnifiedWebhook", 400, "{", undefined],
    ["getUnifiedWebhook", 0, undefined, "fault-1"],
  ]);
});

test("filters by operation, method, path and status", async () => {
  const { mock, call } = await startMock();
  const { body } = await call("POST", path, newWebhook());
  await call("GET", `${path}/${body.id}?a=b`);
  await call("GET", `${path}/none`);
  const ids = (...[query]: Parameters<typeof mock.requests.filter>) =>
    mock.requests.filter(query).map(({ id }) => id);
  expect(ids({ operation: "getUnifiedWebhook" })).toEqual([2, 3]);
  expect(ids({ method: "post" })).toEqual([1]);
  expect(ids({ path: `${path}/${body.id}` })).toEqual([2]);
  expect(ids({ path: `${path}/*`, status: 404 })).toEqual([3]);
  expect(ids({ path: "*?a=b" })).toEqual([2]);
  expect(ids(({ ms }) => ms > 60_000)).toEqual([]);
});

test("waitFor waits for requests to come, and says what came instead", async () => {
  const { mock, call } = await startMock();
  const waiting = mock.requests.waitFor({ operation: "listUnifiedWebhooks" }, { count: 2 });
  await call("GET", path);
  await call("GET", `${path}?limit=1`);
  expect((await waiting).map(({ path: asked }) => asked)).toEqual([path, `${path}?limit=1`]);
  await expect(mock.requests.waitFor({ method: "DELETE" }, { timeout: 10 })).rejects.toThrow(
    `Waited 10 ms for 1 request fitting {"method":"DELETE"}, got 0. All that was seen:\n  GET ${path} 200\n  GET ${path}?limit=1 200`,
  );
});

test("keys and cookies are hidden in everything printed", async () => {
  const { mock, call } = await startMock({}, weatherDefinition);
  await call("GET", "/records/oslo?key=hush-1&b=2", undefined, {
    authorization: "hush-2",
    cookie: "a=hush-3",
  });
  const [record] = mock.requests.filter();
  const missed: unknown = await mock.requests
    .waitFor({ status: 1 }, { timeout: 1 })
    .catch((error: unknown) => error);
  for (const printed of [JSON.stringify(record), inspect(record), String(missed)]) {
    expect(printed).not.toContain("hush");
    expect(printed).toContain("/records/oslo?key=[redacted]&b=2");
  }
  expect(record?.path).toBe("/records/oslo?key=hush-1&b=2");
});

test("the log keeps the latest requests and little of large bodies; reset empties it", async () => {
  const { mock, call } = await startMock({ logLimit: 3, bodyLimit: 20_000_000 });
  for (let at = 0; at < 5; at++) await call("GET", `${path}?limit=${at + 1}`);
  expect([...mock.requests].map(({ id }) => id)).toEqual([3, 4, 5]);
  const large = JSON.stringify(newWebhook({ fields: "x".repeat(15_000_000) }));
  for (let at = 0; at < 2; at++) await call("POST", path, large, { authorization: "" });
  expect([...mock.requests].map(({ id }) => id)).toEqual([5, 6, 7]);
  await call("POST", path, large, { authorization: "" });
  expect([...mock.requests].map(({ id }) => id)).toEqual([7, 8]);
  await mock.reset();
  expect(mock.requests.length).toBe(0);
  await call("GET", path);
  expect(mock.requests.filter()[0]?.id).toBe(1);
});

test("without a socket requests are logged as well", async () => {
  const { mock } = await startMock();
  await mock.fetch(path);
  expect(mock.requests.filter({ status: 401 })).toHaveLength(1);
});
