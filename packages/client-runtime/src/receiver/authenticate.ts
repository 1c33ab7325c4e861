import { createVerifier, deliveryKey, type HeaderValues } from "@hookspec/signature";
import type { DeliveryDefinition } from "./definition.js";
import { Refusal, verificationReasons } from "./refusal.js";

/** A delivery that one of the secrets signed. */
export interface Authentic {
  /** The parse of the body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The same for all copies of this delivery. */
  readonly key: string;
}

/** Tells that a delivery is genuine, or throws a Refusal. */
export type Authenticator = (headers: HeaderValues, body: Uint8Array) => Promise<Authentic>;

/** What an authenticator is made with. */
export interface AuthenticatorSettings {
  readonly secrets: string | Uint8Array | readonly (string | Uint8Array)[];
  readonly definition: DeliveryDefinition;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes the check of a kind of signatures. */
export type Signatures = (settings: AuthenticatorSettings) => Authenticator;

/** The signatures in the body, as the spec declares them. */
export function bodySignatures(requireStrongest: boolean): Signatures {
  return ({ secrets, definition: { signing, data } }) => {
    // The names of the algorithms sort by their strength.
    const [strongest] = [...signing].sort((a, b) => (a.algorithm < b.algorithm ? 1 : -1));
    const require = requireStrongest && strongest ? { require: strongest.field } : {};
    const verify = createVerifier(signing, { secret: secrets, data, ...require });
    return async (_headers, body) => {
      const checked = await verify(body);
      if (!checked.ok) throw new Refusal(verificationReasons[checked.reason], checked.message);
      return { body: checked.body, key: await deliveryKey(at(secrets, checked.secretIndex), checked.parts) };
    };
  };
}

/** The secret of an index that a verifier gave. */
export function at(secrets: AuthenticatorSettings["secrets"], index: number): string | Uint8Array {
  return ([secrets].flat() as readonly (string | Uint8Array)[])[index] ?? "";
}
