import { hmac } from "#crypto";
import { standardWebhookKey } from "./standard-webhook-key.js";

/** What the headers of one attempt are made from. */
export interface StandardWebhook {
  /** Of the delivery, the same in every attempt; without a full stop, which would make the signed text ambiguous. */
  readonly id: string;
  /** When this attempt is sent, in whole seconds since 1970-01-01T00:00:00Z. */
  readonly timestamp: number;
  /** Exactly as sent. */
  readonly body: string | Uint8Array;
}

/** Header names are in lower case. */
export interface StandardWebhookHeaders extends Record<string, string> {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  /** `v1,` and the base64 of an HMAC-SHA256 (RFC 2104) over `id.timestamp.body`. */
  readonly "webhook-signature": string;
}

/** Gives the headers of one attempt. Rejects with a TypeError for what cannot be signed. */
export type StandardWebhookSigner = (webhook: StandardWebhook) => Promise<StandardWebhookHeaders>;

/**
 * The headers of Standard Webhooks 1.0.0 (standardwebhooks.com, "Signature scheme") for one attempt.
 * @param secret `whsec_` and base64 counts with the decoded bytes, any other text with its UTF-8 bytes
 * @throws TypeError for an empty secret, `whsec_` without base64 behind it, an id that is empty or holds a full stop, or a timestamp
 * that is not whole seconds
 */
export async function signStandardWebhook(
  secret: string | Uint8Array,
  webhook: StandardWebhook,
): Promise<StandardWebhookHeaders> {
  return createStandardWebhookSigner(secret)(webhook);
}

/**
 * The same for many attempts.
 * @param secret `whsec_` and base64 counts with the decoded bytes, any other text with its UTF-8 bytes
 * @throws TypeError for an empty secret, or `whsec_` without base64 behind it
 */
export function createStandardWebhookSigner(secret: string | Uint8Array): StandardWebhookSigner {
  const key = standardWebhookKey(secret);
  return async ({ id, timestamp, body }) => {
    if (id === "" || id.includes(".")) {
      throw new TypeError(
        `The id is ${JSON.stringify(id)}. Pass text that is not empty and has no full stop.`,
      );
    }
    if (!Number.isSafeInteger(timestamp)) {
      throw new TypeError(`The timestamp is ${String(timestamp)}. Pass whole seconds since 1970.`);
    }
    const signature = await hmac("hmac-sha256", "base64", key, `${id}.${timestamp}.`, body);
    return {
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${signature}`,
    };
  };
}
