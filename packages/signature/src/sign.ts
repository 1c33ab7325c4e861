import { hmac } from "#crypto";
import { encodeBytes, toBytes } from "./bytes.js";
import { checkScheme } from "./check-scheme.js";
import type { SigningScheme } from "./scheme.js";
import { secretBytes } from "./secrets.js";

/**
 * The signatures of one delivery, by field: HMAC (RFC 2104) over the parts, one after another without a delimiter.
 * @param secret a string counts with its UTF-8 bytes
 * @param parts what is signed of each member: the JSON text of an object or array exactly as sent, the decoded value of a string
 * @throws TypeError for an empty secret, a missing or an empty part, or a scheme that cannot be used
 */
export async function sign(
  scheme: SigningScheme,
  secret: string | Uint8Array,
  parts: Readonly<Record<string, string | Uint8Array>>,
): Promise<Record<string, string>> {
  checkScheme(scheme);
  const key = secretBytes(secret);
  const bytes = new Map<string, Uint8Array>();
  for (const { field, over } of scheme) {
    for (const member of over) if (!bytes.has(member)) bytes.set(member, partBytes(parts, member, field));
  }
  const signatures: [string, string][] = [];
  for (const { field, algorithm, over, encoding } of scheme) {
    const chunks = over.flatMap((member) => bytes.get(member) ?? []);
    signatures.push([field, encodeBytes(await hmac(algorithm, key, ...chunks), encoding)]);
  }
  return Object.fromEntries(signatures);
}

function partBytes(
  parts: Readonly<Record<string, string | Uint8Array>>,
  member: string,
  field: string,
): Uint8Array {
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
  return toBytes(part);
}
