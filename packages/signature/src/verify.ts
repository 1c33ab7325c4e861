import { hmac, timingSafeEqual } from "#crypto";
import { toBytes } from "./bytes.js";
import { checkScheme } from "./check-scheme.js";
import { MalformedBodyError } from "./malformed-body-error.js";
import { type PresentSignature, presentSignature } from "./present-signature.js";
import { rawBody } from "./raw-body.js";
import type { SigningScheme } from "./scheme.js";
import { secretBytes, secretsOf } from "./secrets.js";
import { restringified, type SignedParts, signedParts } from "./signed-parts.js";
import { type SlicedBody, sliceMembers } from "./slice.js";
import { Refusal, type Verification, type Verified } from "./verification.js";

/** Re-serialising costs several times the check itself, so an attacker's large body must not trigger it. */
const defaultMaxFallbackBytes = 65_536;

/** How strictly, and with which secrets, a delivery is checked. */
export interface VerifyOptions {
  /** The shared secret, or several while one replaces another; tried in this order. A string counts with its UTF-8 bytes. */
  readonly secret: string | Uint8Array | readonly (string | Uint8Array)[];
  /** A signature field that must be in the body, such as `sig256`: what stops an attacker from stripping it. */
  readonly require?: string;
  /** The signed member that must be an object or array; the other signed ones must be non-empty strings. Default: the first of `over`. */
  readonly data?: string;
  /** Largest body, in bytes, whose data is also tried as `JSON.stringify` writes it. Default 65536; 0 turns that off. */
  readonly maxFallbackBytes?: number;
}

/** Checks one delivery. What the sender got wrong is answered, never thrown; rejects with a TypeError for a body that is already parsed. */
export type Verifier = (body: string | Uint8Array | ArrayBuffer) => Promise<Verification>;

/**
 * Checks the strongest signature in a delivery over the raw bytes of the signed members. What the sender got wrong is
 * answered, never thrown.
 * @param body as received: bytes or text, before any parser
 * @throws TypeError for a body that is already parsed, an empty secret, or options that do not fit the scheme
 */
export async function verify(
  scheme: SigningScheme,
  body: string | Uint8Array | ArrayBuffer,
  options: VerifyOptions,
): Promise<Verification> {
  return createVerifier(scheme, options)(body);
}

/**
 * The same for many deliveries: what can be checked once is checked here.
 * @throws TypeError for an empty secret, or options that do not fit the scheme
 */
export function createVerifier(scheme: SigningScheme, options: VerifyOptions): Verifier {
  checkScheme(scheme);
  checkOptions(scheme, options);
  const secrets = secretsOf(options.secret).map(secretBytes);
  const maxFallbackBytes = options.maxFallbackBytes ?? defaultMaxFallbackBytes;
  return async (body) => {
    const bytes = rawBody(body);
    try {
      const sliced = sliceMembers(bytes);
      const signature = presentSignature(scheme, bytes, sliced, options.require);
      const { field, over } = signature.declaration;
      const data = options.data ?? over[0];
      const parts = signedParts(bytes, sliced, over, data);
      const small = bytes.length <= maxFallbackBytes;
      const found =
        (await match(signature, secrets, parts)) ??
        (small ? await match(signature, secrets, restringified(bytes, sliced, parts, data)) : undefined);
      if (found === undefined) throw noMatch(signature, secrets.length, small);
      return new Genuine(field, found.secretIndex, found.parts, sliced);
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, reason: error.reason, message: error.message };
      if (error instanceof MalformedBodyError)
        return { ok: false, reason: "malformed-body", message: error.message };
      throw error;
    }
  };
}

/** A class because a getter in an object literal takes as long as the HMAC of 2 KB. */
class Genuine implements Verified {
  readonly ok = true;
  readonly #sliced: SlicedBody;

  constructor(
    readonly field: string,
    readonly secretIndex: number,
    readonly parts: Record<string, Uint8Array>,
    sliced: SlicedBody,
  ) {
    this.#sliced = sliced;
  }

  get body(): Record<string, unknown> {
    return this.#sliced.value;
  }
}

/** The first secret that gives the signature over these parts. */
async function match(
  { declaration, encoding, text }: PresentSignature,
  secrets: readonly Uint8Array[],
  parts: SignedParts | undefined,
): Promise<Pick<Verified, "secretIndex" | "parts"> | undefined> {
  if (parts === undefined) return undefined;
  const chunks = declaration.over.map((member) => parts[member] as Uint8Array); // signedParts made each
  for (const [secretIndex, secret] of secrets.entries()) {
    const wanted = await hmac(declaration.algorithm, encoding, secret, ...chunks);
    if (timingSafeEqual(toBytes(wanted), toBytes(text))) return { secretIndex, parts };
  }
  return undefined;
}

function noMatch({ declaration }: PresentSignature, secrets: number, small: boolean): Refusal {
  const { field, algorithm, over } = declaration;
  return new Refusal(
    "bad-signature",
    `"${field}" is not the ${algorithm} of ${over.join(" + ")} with ${secrets === 1 ? "the secret" : `any of the ${secrets} secrets`}. ` +
      "Check that the secret is this sender's and that the body is passed as received, not parsed and serialised again." +
      (small ? "" : " The body is larger than maxFallbackBytes, so only its raw bytes were tried."),
  );
}

function checkOptions(scheme: SigningScheme, { require, data }: VerifyOptions): void {
  if (require !== undefined && !scheme.some(({ field }) => field === require)) {
    const fields = scheme.map(({ field }) => `"${field}"`).join(", ");
    throw new TypeError(
      `options.require is "${require}", which the scheme does not declare. Accepted: ${fields}.`,
    );
  }
  const stray = scheme.find(({ over }) => data !== undefined && !over.includes(data));
  if (stray !== undefined) {
    throw new TypeError(
      `options.data is "${data}", which "${stray.field}" does not sign. Name a member that every signature covers.`,
    );
  }
}
