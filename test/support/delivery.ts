import { createHmac } from "node:crypto";
import type { WebhookDelivery } from "@hookspec/webhook-types";
import { createWebhook, startMock } from "./mock.js";
import { startReceiver } from "./receiver.js";

export const secret = "whsec_of_the_test";

/** A change that the webhook of `createWebhook` wants; a test adds the data. */
export const change = {
  connection_id: "connection_1",
  object_type: "crm_contact",
  event: "updated",
} as const;

/** Texts that come out of JSON in more than one way: a signature over a re-serialised body fails on many of them. */
export const awkward = {
  id: "1",
  name: "Zoë Ångström 😀 </script>",
  ratio: 1e21,
  "10": "b",
  "2": "a",
  text: 'quote " back \\ tab \t',
};

/** One real delivery to a local receiver: the bytes that it got, and what the mock reports of it. */
export async function oneDelivery(data: Record<string, unknown> | Record<string, unknown>[] = awkward) {
  const { mock, client } = await startMock({ secret });
  const receiver = await startReceiver();
  const webhook = await createWebhook(client, { hook_url: receiver.url });
  const reports = await mock.emit({ ...change, data });
  const [received, ...more] = receiver.received;
  const [report] = reports;
  if (received === undefined || report === undefined || more.length > 0 || reports.length > 1)
    throw new Error(`Expected one delivery, got ${JSON.stringify(reports)}`);
  return { mock, client, receiver, webhook, received, report, body: received.body.toString("utf8") };
}

/** The HMAC over `data` as it stands in the body and the nonce, by Node and a cut of our own. */
export function hmacOf(algorithm: "sha1" | "sha256", body: string, key = secret): string {
  const { nonce } = JSON.parse(body) as WebhookDelivery;
  return createHmac(algorithm, key).update(dataOf(body)).update(nonce).digest("base64");
}

/** The text of `data` in a body of the mock, which writes no blanks: up to the next member. */
export function dataOf(body: string): string {
  const data = /"data":(\[.*?\]),"(?:nonce|sig|sig256|type|webhook)":/s.exec(body)?.[1];
  if (data === undefined) throw new Error(`No data in ${body}`);
  return data;
}
