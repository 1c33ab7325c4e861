import type { SignatureAlgorithm, SignatureEncoding } from "./scheme.js";

// Marked, so that bundles of users who need no bytes leave it out.
const encoder = /* @__PURE__ */ new TextEncoder();

/** Bytes of a text in UTF-8; bytes stay as they are, without a copy. */
export function toBytes(input: string | Uint8Array): Uint8Array {
  return typeof input === "string" ? encoder.encode(input) : input;
}

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
  // Typed as always there, yet absent on pages served over plain http.
  const subtle = crypto.subtle as typeof crypto.subtle | undefined;
  if (!subtle) throw new Error("crypto.subtle needs https or localhost.");
  const usage = { name: "HMAC", hash: algorithm.replace("hmac-sha", "SHA-") };
  const imported = await subtle.importKey("raw", concat([key]), usage, false, ["sign"]);
  return encode(new Uint8Array(await subtle.sign("HMAC", imported, concat(chunks.map(toBytes)))), encoding);
}

/** Whether two byte strings are equal, in a time that depends on their lengths only. */
export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** Whether bytes are well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    toText(bytes);
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

/** The chunks one after another. */
export function concat(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

// ignoreBOM keeps a byte order mark in the text, so that it is refused instead of silently dropped.
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of bytes in UTF-8.
 * @throws TypeError for bytes that are none
 */
export function toText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
