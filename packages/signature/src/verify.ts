import { checkScheme } from "./check-scheme.js";
import { byStrength, type Checked, type CheckReason, createCheck, defaultMaxFallbackBytes } from "./check.js";
import { rawBody } from "./raw-body.js";
import { Refusal } from "./refusal.js";
import { parse, scan, type Span } from "./scan.js";
import type { SigningScheme } from "./scheme.js";
import { secretBytes, secretsOf } from "./secrets.js";
import type { Verification, Verified } from "./verification.js";
import { malformedInWords, refusedInWords, requiredInWords } from "./words.js";

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
  const { require, data, maxFallbackBytes = defaultMaxFallbackBytes } = options;
  const check = createCheck(byStrength(scheme), { secrets, data, maxFallbackBytes });
  return async (body) => {
    const bytes = rawBody(body);
    let members: ReadonlyMap<string, Span> | undefined;
    try {
      members = scan(bytes);
      if (require !== undefined && !members.has(require)) return requiredInWords(require);
      return new Genuine(await check(bytes, members), bytes);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (members === undefined)
        return { ok: false, reason: "malformed-body", message: malformedInWords(bytes, error) };
      const setup = { scheme, secrets: secrets.length, data, maxFallbackBytes };
      return refusedInWords(bytes, members, error as Refusal<CheckReason>, setup);
    }
  };
}

/** A class because a getter in an object literal takes as long as the HMAC of 2 KB. */
class Genuine implements Verified {
  readonly ok = true;
  readonly field: string;
  readonly secretIndex: number;
  readonly parts: Record<string, Uint8Array>;
  readonly #bytes: Uint8Array;
  #body: Record<string, unknown> | undefined;

  constructor({ field, secretIndex, parts }: Checked, bytes: Uint8Array) {
    this.field = field;
    this.secretIndex = secretIndex;
    this.parts = parts;
    this.#bytes = bytes;
  }

  get body(): Record<string, unknown> {
    return (this.#body ??= parse(this.#bytes) as Record<string, unknown>);
  }
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
