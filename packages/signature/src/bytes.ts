const encoder = new TextEncoder();

/** Bytes of a text in UTF-8; bytes stay as they are, without a copy. */
export function toBytes(input: string | Uint8Array): Uint8Array {
  return typeof input === "string" ? encoder.encode(input) : input;
}

/** Lower-case hex, or base64 with padding (RFC 4648, section 4). */
export function encodeBytes(bytes: Uint8Array, encoding: "hex" | "base64"): string {
  if (encoding === "base64") return btoa(String.fromCharCode(...bytes));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
