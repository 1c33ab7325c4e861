import { hmac, timingSafeEqual, toBytes } from "#crypto";
import { digestBytes } from "./algorithms.js";
import { Refusal } from "./refusal.js";
import { parse, scan, type Span, stringAt } from "./scan.js";
import type { SigningScheme } from "./scheme.js";

/** Re-serialising costs several times the check itself, so an attacker's large body must not trigger it. */
export const defaultMaxFallbackBytes = 65_536;

/** Why a check refuses. `malformed`: a signature or a signed member has not the form that the scheme asks for. */
export type CheckReason = "bad_json" | "missing_signature" | "malformed" | "mismatch";

/** With what a delivery is checked. */
export interface CheckOptions {
  /** Key bytes, tried in this order. */
  readonly secrets: readonly Uint8Array[];
  /** The signed member that must be an object or array, by default the first; the others must be strings that are not empty. */
  readonly data?: string | undefined;
  readonly maxFallbackBytes?: number | undefined;
}

/** What the signature of a delivery covers, and which secret made it. */
export interface Checked {
  readonly field: string;
  readonly secretIndex: number;
  readonly parts: Record<string, Uint8Array>;
}

/** The strongest signature first. */
export function byStrength(scheme: SigningScheme): SigningScheme {
  return [...scheme].sort((a, b) => digestBytes[b.algorithm] - digestBytes[a.algorithm]);
}

function refuse(reason: CheckReason, member: string): never {
  throw new Refusal(reason, member);
}

/**
 * The check behind `createVerifier`, for runtimes that count every byte they load: it trusts its scheme and options, and refuses in a
 * few words.
 * @param scheme the strongest signature first; the first that is in a body decides
 * @returns a function of the raw body, and of its members where they are found already; it rejects with a `Refusal`
 */
export function createCheck(
  scheme: SigningScheme,
  { secrets, data: named, maxFallbackBytes = defaultMaxFallbackBytes }: CheckOptions,
): (body: Uint8Array, members?: ReadonlyMap<string, Span>) => Promise<Checked> {
  return async (body, members = scan(body)) => {
    const stringOf = (member: string) => stringAt(body, members.get(member));

    // The strongest that is there, whatever stands there: falling back to a weaker one would let an attacker choose the algorithm.
    const declaration = scheme.find(({ field }) => members.has(field));
    if (!declaration) return refuse("missing_signature", scheme[0]!.field);
    const { field, algorithm, over } = declaration;
    const data = named ?? over[0]!;
    const given = stringOf(field);
    if (!given) return refuse(given === "" ? "missing_signature" : "malformed", field);
    const encoding = given.length === digestBytes[algorithm] * 2 ? "hex" : "base64";
    // Hex may be in capitals; base64 may lack its padding, or use the URL alphabet (RFC 4648).
    const plain = encoding === "hex" ? given.toLowerCase() : given.replaceAll("-", "+").replaceAll("_", "/");

    const parts: Record<string, Uint8Array> = {};
    for (const member of over) {
      const { start = 0, end } = members.get(member) ?? {};
      // The parts are joined without a delimiter: that is unambiguous only while this is an object or array.
      const part =
        member === data
          ? end && (body[start]! | 0x20) === 0x7b && body.subarray(start, end)
          : stringOf(member);
      parts[member] = toBytes(part || refuse("malformed", member));
    }

    const match = async (signed: Record<string, Uint8Array>): Promise<Checked | undefined> => {
      for (const [secretIndex, secret] of secrets.entries()) {
        const wanted = await hmac(algorithm, encoding, secret, ...over.map((member) => signed[member]!));
        if (timingSafeEqual(toBytes(wanted), toBytes(plain.padEnd(wanted.length, "="))))
          return { field, secretIndex, parts: signed };
      }
      return undefined;
    };
    let found = await match(parts);
    if (!found && body.length <= maxFallbackBytes) {
      // A sender may have signed JSON.stringify(data) and sent other text.
      const text = toBytes(JSON.stringify(parse(parts[data]!)));
      if (!timingSafeEqual(text, parts[data]!)) found = await match({ ...parts, [data]: text });
    }
    return found ?? refuse("mismatch", field);
  };
}
