// Marked, so that bundles of users who need no bytes leave it out.
const encoder = /* @__PURE__ */ new TextEncoder();

/** Bytes of a text in UTF-8; bytes stay as they are, without a copy. */
export function toBytes(input: string | Uint8Array): Uint8Array {
  return typeof input === "string" ? encoder.encode(input) : input;
}
