import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createReceiver, toNodeHandler } from "@hookspec/webhook-client/receiver";
import type { Webhook } from "@hookspec/webhook-types";
import { expect, onTestFinished, test } from "vitest";
import { awkward, change, secret } from "../support/delivery.js";
import { createWebhook, startMock } from "../support/mock.js";

test("what the mock really POSTs reaches the handler once, under the subscription that the client created", async () => {
  const known: Record<string, Webhook> = {};
  const got: unknown[] = [];
  const outcomes: string[] = [];
  const receiver = createReceiver({
    secrets: secret,
    subscriptions: ({ url }) => known[url.pathname],
    onOutcome: ({ outcome }) => outcomes.push(outcome),
  }).on("crm_contact.updated", ({ data, subscription }) => void got.push([subscription.id, data]));
  const server = createServer(toNodeHandler(receiver));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const hook_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/7c9e6679`;

  const { mock, client } = await startMock({ secret });
  const webhook = await createWebhook(client, { hook_url });
  const send = () => mock.emit({ ...change, data: awkward });
  await send();
  known["/hooks/7c9e6679"] = webhook;
  await send();
  expect(outcomes).toEqual(["unknown_subscription", "handled"]);
  expect(got).toEqual([[webhook.id, [awkward]]]);
});
