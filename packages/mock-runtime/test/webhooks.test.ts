import { expect, test } from "vitest";
import type { WebhookDefinition } from "../src/definition.js";
import { startMock, startReceiver } from "./harness.js";
import { weatherDefinition } from "./weather-definition.js";

/** A mock without subscriptions whose document has these webhooks and callbacks, and a receiver. */
async function sending(webhooks: readonly WebhookDefinition[], seed?: number) {
  const { mock } = await startMock(seed === undefined ? {} : { seed }, { ...weatherDefinition, webhooks });
  const { url, received } = await startReceiver();
  const send = (name: string, ...payload: [] | [unknown]) => {
    const sender = mock.webhooks[name];
    if (sender === undefined) throw new Error(`There is no webhook ${name}.`);
    return sender.send(url, ...payload);
  };
  return { mock, send, received, texts: () => received.map(({ text }) => text) };
}

const json = "application/json";
const station = {
  type: "object",
  required: ["at", "floors"],
  properties: { at: { $ref: "Station" }, floors: { type: "integer", minimum: 2, maximum: 4 } },
};

test("any webhook of a spec is sent by name: the payload given, else the example", async () => {
  const { send, texts } = await sending([
    { name: "ping", mediaType: json, example: { zen: true } },
    { name: "null", mediaType: json, example: null, schema: station },
  ]);
  expect(await send("ping")).toMatchObject({ kind: "webhook", trigger: "manual", status: "delivered" });
  await send("ping", [1]);
  await send("null");
  expect(texts()).toEqual(['{"zen":true}', "[1]", "null"]);
});

test("without an example the payload is made from the schema, the same for the same seed", async () => {
  const webhooks = [{ name: "built", mediaType: json, schema: station }];
  const one = await sending(webhooks, 1);
  const two = await sending(webhooks, 1);
  await one.send("built");
  await one.send("built");
  await two.send("built");
  const [text = ""] = one.texts();
  expect([...one.texts(), ...two.texts()]).toEqual([text, text, text]);
  const { at, floors } = JSON.parse(text);
  expect(at).toEqual({ name: expect.any(String) });
  expect([2, 3, 4]).toContain(floors);
});

test("with neither there is nothing to send", async () => {
  const { mock, send } = await sending([{ name: "bare", mediaType: json }]);
  await expect(send("bare")).rejects.toThrow(
    "webhooks.bare.send got no payload, and the spec has neither example nor schema of it. Pass one, or add them.",
  );
  expect(mock.deliveries.length).toBe(0);
});

test.each([
  [
    "a form",
    "application/x-www-form-urlencoded",
    { a: "1 & 2", n: 3, list: ["x", "y"], none: undefined },
    "a=1+%26+2&n=3&list=x&list=y",
  ],
  ["text", "text/plain", "sunny", "sunny"],
  ["text that is JSON", "application/pets+json", "sunny", '"sunny"'],
])("the body is written as its media type says: %s", async (_name, mediaType, payload, body) => {
  const { send, received } = await sending([{ name: "w", mediaType }]);
  await send("w", payload);
  expect(received).toMatchObject([{ text: body, headers: { "content-type": mediaType } }]);
});
