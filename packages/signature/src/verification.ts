/**
 * Why a delivery was refused.
 * - `malformed-body`: not one JSON object in UTF-8, or with a top-level key that occurs twice
 * - `missing-signature`: none of the declared signature fields is there
 * - `required-signature-missing`: the field that `require` names is not there (it may have been stripped)
 * - `empty-signature`: the strongest field that is there holds `""`
 * - `malformed-signature`: that field is not a string, or as long as neither the hex nor the base64 form
 * - `bad-data`: the data member is missing, or not an object or array
 * - `bad-nonce`: another signed member is missing, not a string, or empty
 * - `bad-signature`: no secret gives this signature
 */
export type VerifyReason =
  | "malformed-body"
  | "missing-signature"
  | "required-signature-missing"
  | "empty-signature"
  | "malformed-signature"
  | "bad-data"
  | "bad-nonce"
  | "bad-signature";

/** A delivery that one of the secrets signed. */
export interface Verified {
  readonly ok: true;
  /** The field whose signature was checked: the strongest one in the body. */
  readonly field: string;
  /** Which of the secrets it was made with, from 0. */
  readonly secretIndex: number;
  /** The parse of the checked bytes, made when it is first read. Members that the scheme does not sign are **not** to be trusted. */
  readonly body: Record<string, unknown>;
  /** The bytes that the signature covers, by member. */
  readonly parts: Record<string, Uint8Array>;
}

/** A delivery that must not be acted on. */
export interface Refused {
  readonly ok: false;
  readonly reason: VerifyReason;
  /** What was found, what is accepted and what to do: for a log, not for the sender. */
  readonly message: string;
}

/** What `verify` found. */
export type Verification = Verified | Refused;
