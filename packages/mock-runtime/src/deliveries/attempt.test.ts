import type { lookup } from "node:dns";
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
  const sender = createSender({ ...guard, checkAddress });
  onTestFinished(() => sender.close());
  expect(await sender.send({ ...post, url }, 1000)).toEqual({ failure: "127.0.0.1 is 127.0.0.1 now" });
  expect(received).toEqual([]);
});

test("localhost is looked up and delivered to", async () => {
  const { url, received } = await startReceiver();
  const sender = createSender(createEgressGuard([]));
  onTestFinished(() => sender.close());
  const result = await sender.send({ ...post, url: url.replace("127.0.0.1", "localhost") }, 1000);
  expect(result).toMatchObject({ response: { status: 204, body: "" } });
  expect(received.map(({ text }) => text)).toEqual(["[1]"]);
});

test("a name that was fine when it was looked up first is checked again with the next connection", async () => {
  const { url, received } = await startReceiver((_request, response) => {
    response.writeHead(204, { connection: "close" }).end();
  });
  const addresses = ["127.0.0.1", "169.254.169.254"];
  const rebinding = (_host: string, _options: object, callback: (error: null, answers: object[]) => void) =>
    callback(null, [{ address: addresses.shift(), family: 4 }]);
  const guard = createEgressGuard(["rebind.test"], rebinding as unknown as typeof lookup);
  const sender = createSender(guard);
  onTestFinished(() => sender.close());
  const send = () => sender.send({ ...post, url: url.replace("127.0.0.1", "rebind.test") }, 1000);
  expect(await send()).toMatchObject({ response: { status: 204 } });
  expect(await send()).toEqual({
    failure: "rebind.test is the link-local address 169.254.169.254: never delivered to",
  });
  expect(received).toHaveLength(1);
});

test.each(["app.localhost", "localhost"])(
  "%s that is looked up elsewhere is not connected to",
  async (host) => {
    const { url, received } = await startReceiver();
    const elsewhere = (_host: string, _options: object, callback: (error: null, answers: object[]) => void) =>
      callback(null, [{ address: "192.0.2.1", family: 4 }]);
    const sender = createSender(createEgressGuard([], elsewhere as unknown as typeof lookup));
    onTestFinished(() => sender.close());
    expect(await sender.send({ ...post, url: url.replace("127.0.0.1", host) }, 1000)).toEqual({
      failure: `${host} (192.0.2.1) is not this machine. Allow it with allowHosts: ["${host}"] or --allow-host ${host}`,
    });
    expect(received).toEqual([]);
  },
);

test("no redirect is followed: neither to this machine nor to where nothing may go", async () => {
  const other = await startReceiver();
  for (const location of [other.url, "http://169.254.169.254/latest"]) {
    const { url, received } = await startReceiver((_request, response) => {
      response.writeHead(308, { location }).end();
    });
    const sender = createSender(createEgressGuard([]));
    onTestFinished(() => sender.close());
    expect(await sender.send({ ...post, url }, 1000)).toMatchObject({ response: { status: 308 } });
    expect(received).toHaveLength(1);
  }
  expect(other.received).toEqual([]);
});
