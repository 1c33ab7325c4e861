import { digestBytes } from "./algorithms.js";
import type { SignatureDeclaration, SigningScheme } from "./scheme.js";
import { type SlicedBody, valueOf } from "./slice.js";
import { Refusal } from "./verification.js";

/** A signature as found in a body. */
export interface PresentSignature {
  readonly declaration: SignatureDeclaration;
  readonly encoding: "hex" | "base64";
  /** In the form that `hmac` gives. */
  readonly text: string;
}

/**
 * The strongest signature whose key is in the body, whatever stands there: falling back to a weaker one would let
 * an attacker choose the algorithm.
 */
export function presentSignature(
  scheme: SigningScheme,
  bytes: Uint8Array,
  { members }: SlicedBody,
  require?: string,
): PresentSignature {
  if (require !== undefined && !members.has(require)) {
    throw new Refusal(
      "required-signature-missing",
      `The body has no "${require}", which is required here; it may have been stripped. Drop \`require\` only while the sender does not send it.`,
    );
  }
  const declaration = scheme
    .filter(({ field }) => members.has(field))
    .sort((a, b) => digestBytes[b.algorithm] - digestBytes[a.algorithm])[0];
  if (declaration === undefined) {
    const fields = scheme.map(({ field }) => `"${field}"`).join(", ");
    throw new Refusal(
      "missing-signature",
      `The body has no signature. Accepted: one of ${fields}. Is the sender's signing on?`,
    );
  }
  const slice = members.get(declaration.field);
  return { declaration, ...readSignature(declaration, slice && valueOf(bytes, slice)) };
}

/** Hex in either case; base64 with or without padding, in the standard or the URL alphabet (RFC 4648). */
function readSignature({ field, algorithm }: SignatureDeclaration, value: unknown) {
  const size = digestBytes[algorithm];
  const hexLength = size * 2;
  const base64Length = Math.ceil(size / 3) * 4;
  const accepted = `Accepted: ${algorithm} as ${hexLength} hex or ${base64Length} base64 characters.`;
  if (typeof value !== "string") {
    const got = value === null ? "null" : Array.isArray(value) ? "an array" : `of type ${typeof value}`;
    throw new Refusal("malformed-signature", `"${field}" is ${got}. ${accepted}`);
  }
  if (value === "") throw new Refusal("empty-signature", `"${field}" is empty. ${accepted}`);
  if (value.length === hexLength) return { encoding: "hex", text: value.toLowerCase() } as const;
  const text = value.replaceAll("-", "+").replaceAll("_", "/");
  if (text.length === base64Length) return { encoding: "base64", text } as const;
  if (text.length === Math.ceil((size * 4) / 3))
    return { encoding: "base64", text: text.padEnd(base64Length, "=") } as const;
  throw new Refusal(
    "malformed-signature",
    `"${field}" has ${value.length} characters. ${accepted} No prefix, no spaces.`,
  );
}
