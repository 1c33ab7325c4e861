// A consumer's program: it is compiled by several compilers, and run by none.
import { createWebhookClient } from "@hookspec/webhook-client";
import type { CreateWebhook, PatchWebhook, Webhook } from "@hookspec/webhook-types";

const client = createWebhookClient({ apiKey: async () => "key", baseUrl: "http://127.0.0.1:4010" });
const right = { connection_id: "c", object_type: "crm_contact", hook_url: "https://example.com" } as const;

export const bodies: CreateWebhook[] = [
  { ...right, event: "updated" },
  { ...right, events: ["updated", "created"] },
  { ...right, event: "updated", fields: null },
  { ...right, event: "updated", interval: 15, webhook_type: "native", include_raw: true },
  // Read-only members may be sent along.
  { ...right, event: "updated", id: "1", created_at: "2024-01-01T00:00:00Z", runs: [] },
  // Values of an enum that grows.
  { ...right, object_type: "crm_quote", event: "archived" },
  // @ts-expect-error: one of event and events is needed
  right,
  // @ts-expect-error: hook_url is needed
  { connection_id: "c", object_type: "crm_contact", event: "updated" },
  // @ts-expect-error: a misspelt member
  { ...right, event: "updated", intervall: 5 },
  // @ts-expect-error: a number, not a text
  { ...right, event: "updated", interval: "5" },
];

export const patches: PatchWebhook[] = [{}, { fields: null }, { interval: null, events: ["created"] }];

export async function calls(id: string): Promise<void> {
  await client.create({ include_all: true, body: { ...right, event: "updated" } });
  await client.createForConnection({
    connection_id: "c",
    object: "crm_deal",
    events: ["created"],
    body: { hook_url: "https://example.com" },
  });
  await client.trigger({ id });
  await client.patchTrigger({ id }, { timeout: 5 });
  // @ts-expect-error: an id is needed
  await client.get({});
  // @ts-expect-error: a body is needed
  await client.update({ id });
  await client.resume({ id });
  // @ts-expect-error: no such operation
  await client.restart({ id });
  // @ts-expect-error: no such server
  createWebhookClient({ server: "asia" });
}

declare const webhook: Webhook;

// A response may hold a value that this version does not know; the known ones still narrow.
export function modeOf({ webhook_type = "virtual" }: Webhook): "poll" | "push" | "unknown" {
  switch (webhook_type) {
    case "virtual":
      return "poll";
    case "native":
      return "push";
    default:
      return "unknown";
  }
}

export const later: Webhook = {
  ...webhook,
  object_type: "crm_quote",
  event: "archived",
  events: ["archived"],
};
export const url: string = webhook.hook_url;
// @ts-expect-error: optional in a response
export const id: string = webhook.id;
