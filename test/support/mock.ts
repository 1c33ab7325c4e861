import { createWebhookClient, unwrap, type CreateWebhook, type Webhook } from "@hookspec/webhook-client";
import type { WebhookClient, WebhookClientOptions } from "@hookspec/webhook-client";
import { createMockServer, type MockOptions, type WebhookMockServer } from "@hookspec/webhook-mock-server";
import { onTestFinished } from "vitest";

/** A mock behind a socket of its own and a client that calls it. Both end with the test. */
export async function startMock(
  options: MockOptions = {},
  clientOptions: WebhookClientOptions = {},
): Promise<{ readonly mock: WebhookMockServer; readonly client: WebhookClient }> {
  const mock = createMockServer(options);
  onTestFinished(() => mock.close());
  const baseUrl = await mock.listen({ port: 0 });
  return { mock, client: createWebhookClient({ apiKey: "test", baseUrl, ...clientOptions }) };
}

/** A create body that is right, and what a test puts over it. */
export function contacts(over: Partial<CreateWebhook> = {}): CreateWebhook {
  const right = {
    connection_id: "connection_1",
    object_type: "crm_contact",
    hook_url: "http://127.0.0.1:9/hooks",
  };
  const { events, event } = over;
  return events === undefined
    ? { ...right, ...over, event: event ?? "updated" }
    : { ...right, ...over, events };
}

/** A webhook that the server gave: it always has an id. */
export type Stored = Webhook & { readonly id: string };

export async function createWebhook(
  client: WebhookClient,
  over: Partial<CreateWebhook> = {},
): Promise<Stored> {
  return stored(unwrap(await client.create({ body: contacts(over) })));
}

export function stored(webhook: Webhook): Stored {
  if (webhook.id === undefined) throw new Error(`The webhook has no id: ${JSON.stringify(webhook)}`);
  return { ...webhook, id: webhook.id };
}

/** Options of a mock whose clock stands still until a test moves it by `mock.clock`. */
export const standingClock = { clock: "virtual", now: "2024-01-01T00:00:00Z" } as const;
