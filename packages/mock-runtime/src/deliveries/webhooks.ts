import type { WebhookDefinition } from "../definition.js";
import { isObject } from "../json.js";
import type { Ledger } from "./ledger.js";
import type { Maker } from "./maker.js";
import type { Queue } from "./queue.js";
import type { Delivery } from "./report.js";

/** Sends one of the document's webhooks or callbacks. */
export interface WebhookSender<Payload = unknown> {
  /**
   * POSTs a payload once and resolves to what became of it. Without one it is the spec's example, else made from its schema (the same
   * each time). Rejects with a TypeError when there is none of them.
   */
  send(url: string, payload?: Payload): Promise<Delivery>;
}

/** The webhooks and callbacks by name; `made` gives a payload that fits the schema of one, if it has any. */
export function createWebhookSenders(
  webhooks: readonly WebhookDefinition[],
  ledger: Ledger,
  queue: Queue,
  maker: Pick<Maker, "plain">,
  made: (webhook: WebhookDefinition) => unknown,
): Record<string, WebhookSender> {
  const senders = webhooks.map((webhook): [string, WebhookSender] => [
    webhook.name,
    {
      async send(url, payload = webhook.example === undefined ? made(webhook) : webhook.example) {
        const { name, mediaType } = webhook;
        const body = serialise(payload, mediaType);
        if (body === undefined) {
          throw new TypeError(
            `webhooks.${name}.send got no payload, and the spec has neither example nor schema of it. Pass one, or add them.`,
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

/** As the media type has it: a form's fields, text as it stands, JSON for everything else. */
function serialise(payload: unknown, mediaType: string): string | undefined {
  if (mediaType.startsWith("application/x-www-form-urlencoded") && isObject(payload)) {
    const fields = Object.entries(payload).flatMap(([name, value]) =>
      [value].flat().flatMap((one): [string, string][] => {
        const text = typeof one === "string" ? one : JSON.stringify(one);
        return text === undefined ? [] : [[name, text]];
      }),
    );
    return new URLSearchParams(fields).toString();
  }
  const isText = typeof payload === "string" && !mediaType.includes("json");
  return isText ? payload : JSON.stringify(payload);
}
