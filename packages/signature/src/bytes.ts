// ignoreBOM keeps a byte order mark in the text, so that it is refused instead of silently dropped.
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of bytes in UTF-8.
 * @throws TypeError for bytes that are none
 */
export function toText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
