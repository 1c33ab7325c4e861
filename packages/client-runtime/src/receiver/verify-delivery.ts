import { type SigningScheme, verify } from "@hookspec/signature";
import { DeliveryVerificationError } from "./delivery-verification-error.js";

/** With what a delivery is checked. */
export interface VerifyDeliveryOptions {
  /** The shared secret, or several while one replaces another. */
  readonly secret: string | Uint8Array | readonly (string | Uint8Array)[];
  /** A signature field that must be there, e.g. `sig256`: stops an attacker from stripping the stronger signature. */
  readonly require?: string | undefined;
}

/**
 * The delivery, once its signature has been checked over the raw body (text or bytes as received, before any parser).
 * Throws DeliveryVerificationError when it is refused, rather than answering with a result that an `if` would take for a
 * yes; TypeError for a body already parsed or an empty secret. Only the signed members are proven: match the rest against
 * what you know.
 */
export async function verifyDelivery<T>(
  scheme: SigningScheme,
  rawBody: string | Uint8Array | ArrayBuffer,
  { secret, require }: VerifyDeliveryOptions,
): Promise<T> {
  const verification = await verify(scheme, rawBody, {
    secret,
    ...(require === undefined ? {} : { require }),
  });
  if (!verification.ok) throw new DeliveryVerificationError(verification.reason, verification.message);
  return verification.body as T; // the spec's type of the delivery, which the generated client names
}
