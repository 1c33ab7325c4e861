import { timingSafeEqual } from "#crypto";
import { toBytes } from "./bytes.js";
import { type MemberSlice, type SlicedBody, valueOf } from "./slice.js";
import { Refusal } from "./verification.js";

const backslash = 0x5c;

/** The bytes that a signature covers, by member. */
export type SignedParts = Record<string, Uint8Array>;

/**
 * The signed bytes as they stand in the body. The parts are joined without a delimiter: that is unambiguous only while `data`
 * is an object or array and everything beside it is a string, so other kinds are refused.
 */
export function signedParts(
  bytes: Uint8Array,
  { members }: SlicedBody,
  over: readonly string[],
  data: string | undefined,
): SignedParts {
  const parts: SignedParts = {};
  for (const member of over) {
    const slice = members.get(member);
    parts[member] = member === data ? dataBytes(bytes, slice, member) : stringBytes(bytes, slice, member);
  }
  return parts;
}

/** The parts of a sender that signed `JSON.stringify(data)` and sent other text; undefined when that is the text sent. */
export function restringified(
  bytes: Uint8Array,
  { members }: SlicedBody,
  parts: SignedParts,
  data: string | undefined,
): SignedParts | undefined {
  const slice = data === undefined ? undefined : members.get(data);
  const sent = data === undefined ? undefined : parts[data];
  if (data === undefined || slice === undefined || sent === undefined) return undefined;
  const text = toBytes(JSON.stringify(valueOf(bytes, slice)));
  return timingSafeEqual(sent, text) ? undefined : { ...parts, [data]: text };
}

function dataBytes(bytes: Uint8Array, slice: MemberSlice | undefined, member: string): Uint8Array {
  if (slice?.kind === "object" || slice?.kind === "array") return bytes.subarray(slice.start, slice.end);
  throw new Refusal(
    "bad-data",
    `"${member}" is ${found(slice)}. Accepted: an object or array, signed as its JSON text.`,
  );
}

function stringBytes(bytes: Uint8Array, slice: MemberSlice | undefined, member: string): Uint8Array {
  if (slice?.kind === "string" && slice.end > slice.start + 2) {
    const inside = bytes.subarray(slice.start + 1, slice.end - 1);
    return inside.includes(backslash) ? toBytes(valueOf(bytes, slice) as string) : inside;
  }
  const got = slice?.kind === "string" ? "empty" : found(slice);
  throw new Refusal(
    "bad-nonce",
    `"${member}" is ${got}. Accepted: a string that is not empty, because it is signed.`,
  );
}

const articles = {
  object: "an object",
  array: "an array",
  string: "a string",
  number: "a number",
  boolean: "a boolean",
  null: "null",
};

function found(slice: MemberSlice | undefined): string {
  return slice === undefined ? "missing" : articles[slice.kind];
}
