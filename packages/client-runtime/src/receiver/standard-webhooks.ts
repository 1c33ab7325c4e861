import { createStandardWebhookVerifier, deliveryKey, sliceMembers } from "@hookspec/signature";
import { at, type Signatures } from "./authenticate.js";
import { Refusal, verificationReasons } from "./refusal.js";

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
      if (!checked.ok) throw new Refusal(verificationReasons[checked.reason], checked.message);
      const parts = { id: checked.id, body };
      return { body: parse(body), key: await deliveryKey(at(secrets, checked.secretIndex), parts) };
    };
  };
}

function parse(body: Uint8Array): Record<string, unknown> {
  try {
    return sliceMembers(body).value;
  } catch (error) {
    throw new Refusal("bad_json", error instanceof Error ? error.message : String(error));
  }
}
