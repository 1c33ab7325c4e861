import type { SignatureAlgorithm } from "./scheme.js";

/** Digest sizes in bytes. They tell hex from base64 by length, and a longer digest counts as the stronger algorithm. */
export const digestBytes: Readonly<Record<SignatureAlgorithm, number>> = {
  "hmac-sha1": 20,
  "hmac-sha256": 32,
  "hmac-sha512": 64,
};
