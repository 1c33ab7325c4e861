import { composeBody, createStandardWebhookSigner, sign } from "@hookspec/signature";
import type { DeliveryDefinition } from "./definition.js";

/** How a delivery is signed for a test. */
export interface SignDeliveryOptions {
  /** The shared secret of the receiver under test. */
  readonly secret: string | Uint8Array;
  /** Adds the headers of Standard Webhooks: the delivery's id, and when it is sent in seconds since 1970. */
  readonly standardWebhooks?: { readonly id: string; readonly timestamp: number };
}

/** What to POST: `fetch(url, { method: "POST", ...signed })`. */
export interface SignedDelivery {
  /** The exact text: writing it again would break its signatures. */
  readonly body: string;
  /** By name in lower case. */
  readonly headers: Record<string, string>;
}

/**
 * Signs a delivery as the API would, for tests of receivers. The member that tells copies apart is made up where it is missing.
 * @throws TypeError for an empty secret, or a delivery without a member that is signed
 */
export async function signDelivery(
  definition: DeliveryDefinition,
  delivery: Readonly<Record<string, unknown>>,
  { secret, standardWebhooks }: SignDeliveryOptions,
): Promise<SignedDelivery> {
  const { signing, data, nonce } = definition;
  const envelope = { ...delivery, [nonce]: delivery[nonce] ?? crypto.randomUUID() };
  const text = JSON.stringify(delivery[data]);
  const parts = Object.fromEntries(
    Object.entries(envelope).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : name === data ? [[name, text]] : [],
    ),
  );
  const body = composeBody({ ...envelope, ...(await sign(signing, secret, parts)) }, { [data]: text });
  const headers =
    standardWebhooks && (await createStandardWebhookSigner(secret)({ ...standardWebhooks, body }));
  return { body, headers: { "content-type": "application/json", ...headers } };
}
