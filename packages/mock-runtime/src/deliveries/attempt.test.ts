import { expect, onTestFinished, test } from "vitest";
import { startReceiver } from "../../test/harness.js";
import { createSender } from "./attempt.js";
import { createEgressGuard, RefusedHostError } from "./egress-guard.js";

const post = { headers: { "content-type": "application/json" }, body: "[1]" };

test("a connection that leads elsewhere than its URL said is dropped before anything is sent", async () => {
  const { url, received } = await startReceiver();
  const guard = createEgressGuard([]);
  const checkAddress = (host: string, address: string) => {
    throw new RefusedHostError(`${host} is ${address} now`);
  };
  const sender = createSender({ ...guard, checkAddress }, 1000);
  onTestFinished(() => sender.close());
  expect(await sender.send({ ...post, url })).toEqual({ failure: "127.0.0.1 is 127.0.0.1 now" });
  expect(received).toEqual([]);
});

test("localhost is looked up and delivered to", async () => {
  const { url, received } = await startReceiver();
  const sender = createSender(createEgressGuard([]), 1000);
  onTestFinished(() => sender.close());
  const result = await sender.send({ ...post, url: url.replace("127.0.0.1", "localhost") });
  expect(result).toMatchObject({ response: { status: 204, body: "" } });
  expect(received.map(({ text }) => text)).toEqual(["[1]"]);
});
