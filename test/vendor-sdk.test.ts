import { UnifiedTo } from "@unified-api/typescript-sdk";
import { isWebhook } from "@hookspec/webhook-types";
import { expect, test } from "vitest";
import { startMock } from "./support/mock.js";
import { startReceiver } from "./support/receiver.js";

/** The vendor's own client, pointed at the mock. It knows a much later model than release 1, and checks every answer against it. */
async function startVendor() {
  const { mock, client } = await startMock({ clock: "virtual", now: "2024-01-01T00:00:00Z" });
  const { webhook } = new UnifiedTo({ security: { jwt: "test" }, serverURL: mock.url });
  return { mock, client, webhook };
}

const contacts = (hookUrl: string) => ({
  connectionId: "connection_1",
  event: "updated" as const,
  hookUrl,
  interval: 15,
  objectType: "crm_contact" as const,
});

test("the vendor's SDK creates, lists, gets, patches, updates, triggers and removes", async () => {
  const { mock, webhook } = await startVendor();
  const { url, received } = await startReceiver();

  const created = await webhook.createUnifiedWebhook({ webhook: contacts(url) });
  expect(created).toMatchObject({ ...contacts(url), environment: "Production" });
  const id = created.id ?? "";

  expect(await webhook.listUnifiedWebhooks({ connectionId: "connection_1" })).toEqual([created]);
  expect(await webhook.getUnifiedWebhook({ id })).toEqual(created);

  const patched = await webhook.patchUnifiedWebhook({ id, webhook: { ...contacts(url), interval: 30 } });
  expect(patched).toEqual({ ...created, interval: 30 });

  await mock.clock.advance("1m");
  const updated = await webhook.updateUnifiedWebhook({ id, webhook: { ...patched, event: "created" } });
  expect(updated).toMatchObject({ id, event: "created", interval: 30, createdAt: created.createdAt });
  expect(updated.updatedAt).toEqual(new Date("2024-01-01T00:01:00Z"));

  await mock.connection("connection_1").upsert("crm_contact", { id: "contact_1", name: "Ada" });
  await webhook.updateUnifiedWebhookTrigger({ id });
  await mock.idle();
  expect(received).toHaveLength(1);
  await webhook.patchUnifiedWebhookTrigger({ id });
  await mock.idle();
  expect(received).toHaveLength(1);

  await webhook.removeUnifiedWebhook({ id });
  await expect(webhook.getUnifiedWebhook({ id })).rejects.toMatchObject({ statusCode: 404 });
});

test("what the vendor's SDK made is a Webhook for ours", async () => {
  const { client, webhook } = await startVendor();
  const { id = "" } = await webhook.createUnifiedWebhook({
    includeAll: false,
    webhook: contacts("http://127.0.0.1:9/hooks"),
  });
  const result = await client.get({ id });
  expect(result.ok && isWebhook(result.data) && result.data.events).toEqual(["updated"]);
});
