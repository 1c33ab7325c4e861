import { createStandardWebhookVerifier, deliveryKey, parse, scan, secretsOf } from "@hookspec/signature";
import type { Authentic, Signatures } from "./authenticate.js";
import { Refusal } from "./refusal.js";

const reasons = {
  "missing-signature": "missing_signature",
  "malformed-signature": "malformed",
  "too-old": "too_old",
  "too-new": "too_new",
  "bad-signature": "mismatch",
} as const;

/**
 * For `createReceiver({ signatures: standardWebhooks() })`: the headers of Standard Webhooks 1.0.0 are checked, in place of the body's
 * signatures.
 * @param options toleranceSeconds: how far the timestamp may be from now, either way; default 300
 */
export function standardWebhooks(options: { readonly toleranceSeconds?: number } = {}): Signatures {
  return ({ secrets, now }) => {
    const verify = createStandardWebhookVerifier({ secret: secrets, now, ...options });
    return async (headers, body) => {
      const checked = await verify(headers, body);
      if (!checked.ok) throw new Refusal(reasons[checked.reason], checked.message);
      scan(body);
      const secret = secretsOf(secrets)[checked.secretIndex] ?? "";
      return {
        body: parse(body) as Authentic["body"],
        key: await deliveryKey(secret, { id: checked.id, body }),
      };
    };
  };
}
