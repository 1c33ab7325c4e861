import {
  byStrength,
  createCheck,
  deliveryKey,
  type HeaderValues,
  parse,
  secretBytes,
  secretsOf,
} from "@hookspec/signature";
import type { DeliveryDefinition } from "./definition.js";

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
  /** Refuse a delivery that lacks the strongest declared signature. */
  readonly requireStrongest: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes the check of a kind of signatures. */
export type Signatures = (settings: AuthenticatorSettings) => Authenticator;

/** The signatures in the body, as the spec declares them. */
export const bodySignatures: Signatures = ({ secrets, requireStrongest, definition: { signing, data } }) => {
  const keys = secretsOf(secrets).map(secretBytes);
  const accepted = byStrength(signing).slice(0, requireStrongest ? 1 : undefined);
  const check = createCheck(accepted, { secrets: keys, data });
  return async (_headers, body) => {
    const { secretIndex, parts } = await check(body);
    return {
      body: parse(body) as Authentic["body"],
      key: await deliveryKey(keys[secretIndex]!, parts),
    };
  };
};
