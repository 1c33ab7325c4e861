/**
 * How a delivery is signed, as the spec's `x-hookspec-signing` declares it. Plain data: sender and receiver get the same object.
 */
export interface SignatureDeclaration {
  /** Top-level member of the body that holds the signature, e.g. `sig256`. */
  readonly field: string;
  readonly algorithm: SignatureAlgorithm;
  /**
   * Top-level members whose bytes are signed, concatenated in this order without a delimiter. An object or an array counts
   * with its JSON text exactly as it stands in the body, a string with the UTF-8 bytes of its decoded value.
   */
  readonly over: readonly string[];
  readonly encoding: SignatureEncoding;
  /** True when senders should move to another of the declared signatures. */
  readonly deprecated?: boolean;
}

/** HMAC (RFC 2104) with SHA-1, or with SHA-256 or SHA-512. The longer digest is the stronger signature. */
export type SignatureAlgorithm = "hmac-sha1" | "hmac-sha256" | "hmac-sha512";
/** How a sender writes the digest. A verifier tells both apart by length. */
export type SignatureEncoding = "base64" | "hex";

/** All signatures that one delivery carries. */
export type SigningScheme = readonly SignatureDeclaration[];
