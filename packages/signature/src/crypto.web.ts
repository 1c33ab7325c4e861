import { toBytes } from "./bytes.js";
import type { SignatureAlgorithm, SignatureEncoding } from "./scheme.js";

const hashes: Readonly<Record<SignatureAlgorithm, string>> = {
  "hmac-sha1": "SHA-1",
  "hmac-sha256": "SHA-256",
  "hmac-sha512": "SHA-512",
};

/**
 * HMAC (RFC 2104) of the chunks one after another, text as UTF-8, by WebCrypto. Browsers have it in secure contexts only (https,
 * localhost).
 */
export async function hmac(
  algorithm: SignatureAlgorithm,
  encoding: SignatureEncoding,
  key: Uint8Array,
  ...chunks: (string | Uint8Array)[]
): Promise<string> {
  // Typed as always there, yet absent on pages served over plain http and in some test environments.
  const subtle: typeof globalThis.crypto.subtle | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new Error(
      "WebCrypto (crypto.subtle) is missing. Serve the page over https or from localhost; in a test environment, provide it.",
    );
  }
  const usage = { name: "HMAC", hash: hashes[algorithm] };
  const imported = await subtle.importKey("raw", concat([key]), usage, false, ["sign"]);
  return encode(new Uint8Array(await subtle.sign("HMAC", imported, concat(chunks.map(toBytes)))), encoding);
}

/** Whether two byte strings are equal, in a time that depends on their lengths only. */
export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Whether bytes are well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Lower-case hex, or base64 with padding (RFC 4648, section 4). */
function encode(bytes: Uint8Array, encoding: SignatureEncoding): string {
  if (encoding === "base64") return btoa(String.fromCharCode(...bytes));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function concat(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
