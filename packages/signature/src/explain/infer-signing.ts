import { hmac } from "#crypto";
import { digestBytes } from "../algorithms.js";
import { rawBody } from "../raw-body.js";
import type { SignatureAlgorithm, SignatureDeclaration, SignatureEncoding } from "../scheme.js";
import { sliceMembers } from "../slice.js";
import { decodeBase64, secretReadings } from "./secret-readings.js";
import { serialisations } from "./serialisations.js";

/** A way of signing that gives a signature of the delivery: a declaration for `x-hookspec-signing`, and what it rests on. */
export interface SigningMatch {
  readonly declaration: SignatureDeclaration;
  /** Which text of the object or array was signed: `as it stands in the body` is what a receiver checks first. */
  readonly serialisation: string;
  /** What stands between the parts: nothing, or a full stop. A scheme can say nothing only. */
  readonly delimiter: "" | ".";
  /** How the secret was read; a receiver uses it `as given`. */
  readonly secret: string;
}

/** `as it stands in the body`: the text that a receiver checks first. */
export const asItStands = "as it stands in the body";

/**
 * Finds how a recorded delivery was signed: which members, in which order and serialisation, with which algorithm, encoding and
 * reading of the secret. Every top-level string that could be a digest is tried; a few thousand HMACs for a small delivery.
 * @param recorded the raw body; a parsed one will do where its text is lost
 * @returns all ways that match, the plainest first; none when no guess is right
 * @throws MalformedBodyError for text that is not one JSON object
 */
export async function inferSigning(
  recorded: string | Uint8Array | ArrayBuffer | object,
  secret: string | Uint8Array,
): Promise<SigningMatch[]> {
  const { texts, strings } = read(recorded);
  const matches: SigningMatch[] = [];
  const readings = secretReadings(secret);
  for (const [field, value] of strings) {
    for (const { algorithm, encoding, digest } of digestsOf(value)) {
      for (const { over, serialisation, delimiter, text } of candidates(texts, strings, field)) {
        for (const { reading, key } of readings) {
          if ((await hmac(algorithm, "base64", key, text)) !== digest) continue;
          const declaration = { field, algorithm, over, encoding };
          matches.push({ declaration, serialisation, delimiter, secret: reading });
        }
      }
    }
  }
  return matches;
}

interface Delivery {
  /** Texts of each object or array, by member. */
  readonly texts: readonly (readonly [member: string, serialisation: string, text: string | Uint8Array])[];
  readonly strings: readonly (readonly [member: string, value: string])[];
}

function read(recorded: string | Uint8Array | ArrayBuffer | object): Delivery {
  const raw = rawOf(recorded);
  const sliced = raw && sliceMembers(raw);
  const value = sliced?.value ?? (recorded as Record<string, unknown>);
  const members = Object.entries(value);
  const texts = members.flatMap(([member, one]): Delivery["texts"][number][] => {
    if (typeof one !== "object" || one === null) return [];
    const slice = sliced?.members.get(member);
    const written = serialisations.map(([name, write]) => [member, name, write(one)] as const);
    return slice === undefined || raw === undefined
      ? written
      : [[member, asItStands, raw.subarray(slice.start, slice.end)], ...written];
  });
  const strings = members.flatMap(([member, one]) =>
    typeof one === "string" && one !== "" ? [[member, one] as const] : [],
  );
  return { texts: distinct(texts), strings };
}

/** The bytes, where there are any; undefined for a body that is parsed. */
function rawOf(recorded: string | Uint8Array | ArrayBuffer | object): Uint8Array | undefined {
  const isRaw =
    typeof recorded === "string" ||
    ArrayBuffer.isView(recorded) ||
    Object.prototype.toString.call(recorded) === "[object ArrayBuffer]";
  return isRaw ? rawBody(recorded as string | Uint8Array | ArrayBuffer) : undefined;
}

/** Without those that are the same text of the same member under another name. */
function distinct(texts: Delivery["texts"]): Delivery["texts"] {
  const seen = new Set<string>();
  return texts.filter(([member, , text]) => {
    const key = `${member} ${typeof text === "string" ? text : new TextDecoder().decode(text)}`;
    return !seen.has(key) && seen.add(key);
  });
}

function* candidates(
  texts: Delivery["texts"],
  strings: Delivery["strings"],
  field: string,
): Generator<Pick<SigningMatch, "serialisation" | "delimiter"> & { over: string[]; text: Uint8Array }> {
  for (const [member, serialisation, text] of texts) {
    yield { over: [member], serialisation, delimiter: "", text: joined("", text) };
    for (const [other, value] of strings) {
      if (other === field) continue;
      for (const delimiter of ["", "."] as const) {
        yield { over: [member, other], serialisation, delimiter, text: joined(delimiter, text, value) };
        yield { over: [other, member], serialisation, delimiter, text: joined(delimiter, value, text) };
      }
    }
  }
}

function joined(delimiter: string, ...parts: (string | Uint8Array)[]): Uint8Array {
  const encoder = new TextEncoder();
  const bytes = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  const whole = bytes.flatMap((part, at) => (at === 0 ? [part] : [encoder.encode(delimiter), part]));
  const joinedBytes = new Uint8Array(whole.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of whole) {
    joinedBytes.set(part, at);
    at += part.length;
  }
  return joinedBytes;
}

/** The digests that a text may be, in base64 with padding. */
function digestsOf(value: string) {
  const encodings: [SignatureEncoding, Uint8Array<ArrayBuffer> | undefined][] = [
    [
      "hex",
      /^(?:[0-9a-f]{2})+$/i.test(value)
        ? Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
        : undefined,
    ],
    ["base64", decodeBase64(value)],
  ];
  return (Object.keys(digestBytes) as SignatureAlgorithm[]).flatMap((algorithm) =>
    encodings.flatMap(([encoding, bytes]) =>
      bytes?.length === digestBytes[algorithm]
        ? [{ algorithm, encoding, digest: btoa(String.fromCharCode(...bytes)) }]
        : [],
    ),
  );
}
