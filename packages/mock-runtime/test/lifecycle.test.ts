import { connect } from "node:net";
import { expect, test } from "vitest";
import { createMock } from "../src/mock.js";
import type { MockOptions } from "../src/options.js";
import type { NamespaceOptions } from "../src/workspaces.js";
import { newWebhook, startMock, startReceiver } from "./harness.js";
import { webhookDefinition } from "./webhook-definition.js";

const path = "/unified/webhook";
const headers = { authorization: "k", "content-type": "application/json" };
const create = { method: "POST", headers, body: JSON.stringify(newWebhook()) };
const change = { connection_id: "c1", object_type: "crm_contact", event: "updated", data: { id: "1" } };

async function idsOf(mock: { fetch: typeof fetch }): Promise<string[]> {
  const answers = [
    await mock.fetch(`http://any.test${path}`, create),
    await mock.fetch(`http://any.test${path}`, create),
  ];
  return Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id));
}

test("the same seed gives the same ids and secret, another seed and no seed give others", async () => {
  const [a, b, c, d] = [7, "7", 8, undefined].map((seed) =>
    createMock(webhookDefinition, seed === undefined ? {} : { seed }),
  );
  if (!a || !b || !c || !d) throw new Error("four mocks were made");
  const [first, same, other, random] = await Promise.all([a, b, c, d].map(idsOf));
  expect(same).toEqual(first);
  expect(b.secret).toBe(a.secret);
  expect(new Set([...(first ?? []), ...(other ?? []), ...(random ?? [])]).size).toBe(6);
  expect(new Set([a.secret, c.secret, d.secret]).size).toBe(3);
});

test("two mocks in one process share nothing", async () => {
  const [a, b] = [createMock(webhookDefinition, { seed: 1 }), createMock(webhookDefinition, { seed: 1 })];
  await a.fetch(path, create);
  expect(await (await b.fetch(path, { headers })).json()).toEqual([]);
});

test("reset goes back to the start, ids included", async () => {
  const { mock, call } = await startMock();
  const { url } = await startReceiver();
  const before = await call("POST", path, newWebhook({ hook_url: url }));
  await mock.emit(change);
  await mock.reset();
  expect([(await call("GET", path)).body, [...mock.deliveries]]).toEqual([[], []]);
  expect((await call("POST", path, newWebhook())).body.id).toBe(before.body.id);
});

test("url and listen say what to do when they cannot do theirs", async () => {
  const mock = createMock(webhookDefinition);
  expect(() => mock.url).toThrow("Call listen() first");
  const url = await mock.listen();
  expect(mock.url).toBe(url);
  await expect(mock.listen()).rejects.toThrow("This mock listens already.");
  await mock.close();
  await mock.close();
  await expect(mock.listen()).rejects.toThrow("This mock is closed.");
  await expect(mock.emit(change)).rejects.toThrow("it delivers nothing more");
  await expect(fetch(url)).rejects.toThrow();
});

test("a taken port rejects listen, after which another may be tried", async () => {
  const { mock } = await startMock();
  const second = createMock(webhookDefinition);
  const port = Number(new URL(mock.url).port);
  await expect(second.listen({ port })).rejects.toMatchObject({
    message: `Port ${port} on 127.0.0.1 is in use. Pass another with the option port, or 0 for any.`,
    code: "EADDRINUSE",
  });
  await expect(second.listen({ port: 65_536 })).rejects.toThrow(
    /^Cannot listen on host 127\.0\.0\.1, port 65536: .*65536/,
  );
  await second.listen();
  await second[Symbol.asyncDispose]();
});

test.each([
  ["half a head", "GET /unified/webhook HTTP/1.1\r\nhost"],
  [
    "half a body",
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"a"`,
  ],
])("%s does not hang close", async (_name, text) => {
  const { mock } = await startMock();
  const socket = connect(Number(new URL(mock.url).port), "127.0.0.1");
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => undefined).on("data", () => undefined);
  await new Promise<void>((resolve) => socket.write(text, () => resolve()));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const start = performance.now();
  await mock.close();
  await ended;
  expect(performance.now() - start).toBeLessThan(1000);
});

test("close lets a delivery under way finish", async () => {
  const { mock, call } = await startMock();
  const { url } = await startReceiver(
    (_request, response) => void setTimeout(() => response.writeHead(200).end(), 200),
  );
  await call("POST", path, newWebhook({ hook_url: url }));
  const emitted = mock.emit(change);
  await mock.close();
  expect(mock.deliveries).toHaveLength(1);
  expect(await emitted).toMatchObject([{ ok: true, status: 200 }]);
});

test("listeners hear of each request and delivery", async () => {
  const heard: unknown[] = [];
  const { mock, call } = await startMock({
    onRequest: ({ method, path: target, status }) => heard.push([method, target, status]),
    onDelivery: ({ ok }) => heard.push(ok),
  });
  const { url } = await startReceiver();
  await call("POST", path, newWebhook({ hook_url: url }));
  await call("GET", `${path}?limit=x`);
  await mock.emit(change);
  expect(heard).toEqual([["POST", path, 200], ["GET", `${path}?limit=x`, 400], true]);
});

test.each([
  [{ bodyLimit: 0 }, "bodyLimit is 0. Pass a whole number from 1."],
  [{ deliveryTimeout: Number.NaN }, "deliveryTimeout is NaN."],
  [{ secret: "" }, "secret is empty."],
  [{ apiKeys: [""] }, "apiKeys holds an empty key."],
])("options %j are refused", (options, message) => {
  expect(() => createMock(webhookDefinition, options)).toThrow(message);
});

const accepted =
  "Accepted: apiKeys, secret, seed, clock, now, state, allowHosts, lenient, bodyLimit, deliveryTimeout, logLimit, strict, deliveryLogLimit, queueLimit, standardWebhooks, transport, cors, checkResponses, rateLimit, control, controlToken, namespaces, namespaceLimit, onRequest, onDelivery.";
const clocks = 'Pass "real", "virtual", or an object with the functions now and schedule.';

test.each<[unknown, string]>([
  [
    { apikeys: ["k"] },
    `createMock got an option "apikeys", which there is not. Did you mean apiKeys? ${accepted}`,
  ],
  [
    { allowedHosts: ["h"] },
    `createMock got an option "allowedHosts", which there is not. Did you mean allowHosts? ${accepted}`,
  ],
  [{ verbose: true }, `createMock got an option "verbose", which there is not. ${accepted}`],
  [{ toString: true }, `createMock got an option "toString", which there is not. ${accepted}`],
  [{ clock: "fake" }, `clock is "fake". ${clocks}`],
  [{ clock: { now: Date.now } }, `clock is {}. ${clocks}`],
  [{ namespaces: true }, 'namespaces is true. Pass "header", or leave it out.'],
])("options %j, which types refuse, are refused without types too", (options, message) => {
  expect(() => createMock(webhookDefinition, options as MockOptions)).toThrow(new TypeError(message));
});

test("a namespace takes its own options only", () => {
  const mock = createMock(webhookDefinition);
  const own = "Accepted: apiKeys, secret, seed, clock, now.";
  expect(() => mock.namespace("a", { apiKey: ["k"] } as NamespaceOptions)).toThrow(
    new TypeError(`namespace("a") got an option "apiKey", which there is not. Did you mean apiKeys? ${own}`),
  );
  expect(() => mock.namespace("a", { strict: true } as NamespaceOptions)).toThrow(own);
  expect(() => mock.namespace("a", { clock: "fake" as "real" })).toThrow(`clock is "fake". ${clocks}`);
});

test("a definition whose operation acts on no resource is refused", () => {
  expect(() => createMock({ ...webhookDefinition, resources: {} })).toThrow(
    "Operation listUnifiedWebhooks acts on the resource Webhook, which the definition lacks.",
  );
});
