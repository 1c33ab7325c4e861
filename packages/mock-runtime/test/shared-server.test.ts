import { expect, onTestFinished, test } from "vitest";
import { openNamespace } from "../src/shared-server.js";
import { startMock } from "./harness.js";
import { weatherDefinition } from "./weather-definition.js";
import { webhookDefinition } from "./webhook-definition.js";

test("a namespace is open until it is closed, also when one of its name was left behind", async () => {
  const { mock } = await startMock();
  const left = await openNamespace(webhookDefinition, mock.url, "t", {});
  await left.server.control.upsertObject({ source: "c1", objectType: "crm_contact", body: { id: "1" } });
  const { server, close } = await openNamespace(webhookDefinition, mock.url, "t", { secret: "s" });
  expect(server).toMatchObject({
    url: mock.url,
    namespace: "t",
    apiKey: "t",
    secret: "s",
    headers: { authorization: "bearer t", "x-hookspec-namespace": "t" },
  });
  expect(await server.control.listConnections()).toMatchObject({ ok: true, data: [] });
  await close();
  expect(await server.control.clock()).toMatchObject({ ok: false, status: 404 });
  await close();
});

test("its options are those of a namespace", async () => {
  const { mock } = await startMock();
  const options = {
    seed: 7,
    clock: "virtual",
    now: new Date("2024-03-01T12:00:00Z"),
    apiKeys: ["k"],
  } as const;
  const { server, close } = await openNamespace(webhookDefinition, mock.url, "t", options);
  onTestFinished(close);
  expect(server).toMatchObject({ apiKey: "k", headers: { authorization: "bearer k" } });
  expect(await server.control.clock()).toMatchObject({ data: { time: "2024-03-01T12:00:00.000Z" } });
  await expect(openNamespace(webhookDefinition, mock.url, "other", { apiKeys: ["k"] })).rejects.toThrow(
    "One of the apiKeys belongs to another namespace already.",
  );
  await expect(
    openNamespace(webhookDefinition, mock.url, "x", { clock: "virtual", now: "soon" }),
  ).rejects.toThrow('"soon" is not a time.');
});

test("a key that goes into the query is in no header", async () => {
  const { mock } = await startMock({}, weatherDefinition);
  const { server, close } = await openNamespace(weatherDefinition, mock.url, "t", {});
  onTestFinished(close);
  expect(server.headers).toEqual({ "x-hookspec-namespace": "t" });
});
