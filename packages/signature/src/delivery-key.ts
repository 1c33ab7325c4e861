import { hmac } from "#crypto";
import { secretBytes } from "./secrets.js";

/**
 * What all copies of one delivery have in common and nothing else has, for a check of duplicates: 64 hex characters, the
 * HMAC-SHA256 of the signed bytes, keyed with the secret that signed them. Neither which signature was checked nor anything that is
 * not signed plays a role. The label keeps it from being a signature itself.
 * @param parts the signed bytes by member, as `verify` gives them
 */
export async function deliveryKey(
  secret: string | Uint8Array,
  parts: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const chunks = Object.keys(parts)
    .sort()
    .map((member) => parts[member]!);
  return hmac("hmac-sha256", "hex", secretBytes(secret), "hookspec delivery ", ...chunks);
}
