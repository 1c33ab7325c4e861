import type { WebhookDefinition } from "../definition.js";
import type { Ledger } from "./ledger.js";
import type { Maker } from "./maker.js";
import type { Queue } from "./queue.js";
import type { Delivery } from "./report.js";

/** Sends one of the document's webhooks. */
export interface WebhookSender<Payload = unknown> {
  /**
   * POSTs a payload once, by default the spec's example, and resolves to what became of it. Rejects with a TypeError when there is
   * neither.
   */
  send(url: string, payload?: Payload): Promise<Delivery>;
}

/** The webhooks by name. */
export function createWebhookSenders(
  webhooks: readonly WebhookDefinition[],
  ledger: Ledger,
  queue: Queue,
  maker: Pick<Maker, "plain">,
): Record<string, WebhookSender> {
  const senders = webhooks.map(({ name, example, mediaType }): [string, WebhookSender] => [
    name,
    {
      async send(url, payload = example) {
        const body = JSON.stringify(payload);
        if (body === undefined) {
          throw new TypeError(
            `webhooks.${name}.send got no payload, and the spec has no example of it. Pass one, or add the example.`,
          );
        }
        const record = maker.plain(url, body, mediaType);
        ledger.add(record);
        await queue.attemptNow(record);
        return record;
      },
    },
  ]);
  return Object.fromEntries(senders);
}
