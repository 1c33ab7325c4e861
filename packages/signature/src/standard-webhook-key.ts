import { secretBytes } from "./secrets.js";

const prefix = "whsec_";

/**
 * The key of Standard Webhooks: `whsec_` and base64 counts with the decoded bytes, any other text with its UTF-8 bytes.
 * @throws TypeError for an empty secret, or `whsec_` without base64 behind it
 */
export function standardWebhookKey(secret: string | Uint8Array): Uint8Array {
  if (typeof secret !== "string" || !secret.startsWith(prefix)) return secretBytes(secret);
  const text = secret.slice(prefix.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.replace(/=+$/, "").length % 4 === 1) {
    throw new TypeError('The secret starts with "whsec_", and no base64 (RFC 4648) follows. Pass all of it.');
  }
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
