import { hmac } from "#crypto";
import { checkScheme } from "./check-scheme.js";
import type { SigningScheme } from "./scheme.js";
import { secretBytes } from "./secrets.js";

/** What is signed of each member: the JSON text of an object or array exactly as sent, the decoded value of a string. */
export type SignableParts = Readonly<Record<string, string | Uint8Array>>;

/** Gives the signatures of one delivery, by field. Rejects with a TypeError for a missing or an empty part. */
export type Signer = (parts: SignableParts) => Promise<Record<string, string>>;

/**
 * The signatures of one delivery, by field: HMAC (RFC 2104) over the parts, one after another without a delimiter.
 * @param secret a string counts with its UTF-8 bytes
 * @throws TypeError for an empty secret, a missing or an empty part, or a scheme that cannot be used
 */
export async function sign(
  scheme: SigningScheme,
  secret: string | Uint8Array,
  parts: SignableParts,
): Promise<Record<string, string>> {
  return createSigner(scheme, secret)(parts);
}

/**
 * The same for many deliveries: what can be checked once is checked here.
 * @param secret a string counts with its UTF-8 bytes
 * @throws TypeError for an empty secret or a scheme that cannot be used
 */
export function createSigner(scheme: SigningScheme, secret: string | Uint8Array): Signer {
  checkScheme(scheme);
  const key = secretBytes(secret);
  return async (parts) => {
    const signatures: [string, string][] = [];
    for (const { field, algorithm, over, encoding } of scheme) {
      const chunks = over.map((member) => partOf(parts, member, field));
      const signature: string | Promise<string> = hmac(algorithm, encoding, key, ...chunks);
      // node:crypto has it at once, and each `await` would be one more turn for each delivery.
      signatures.push([field, typeof signature === "string" ? signature : await signature]);
    }
    return Object.fromEntries(signatures);
  };
}

function partOf(parts: SignableParts, member: string, field: string): string | Uint8Array {
  const part = Object.hasOwn(parts, member) ? parts[member] : undefined;
  if (typeof part !== "string" && !ArrayBuffer.isView(part)) {
    throw new TypeError(
      `parts.${member} is ${part === null ? "null" : typeof part}, and "${field}" signs it. Pass its JSON text (object, array) or its value (string).`,
    );
  }
  if (part.length === 0) {
    throw new TypeError(
      `parts.${member} is empty, and "${field}" signs it. Receivers refuse that: pass a value.`,
    );
  }
  return part;
}
