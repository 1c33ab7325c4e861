import { toBytes } from "./bytes.js";
import type { MemberSlice, SlicedBody } from "./slice.js";
import { Refusal } from "./verification.js";

/** The bytes that a signature covers, by member, in signing order. */
export type SignedParts = ReadonlyMap<string, Uint8Array>;

/**
 * The signed bytes as they stand in the body. The parts are joined without a delimiter: that is unambiguous only while `data`
 * is an object or array and everything beside it is a string, so other kinds are refused.
 */
export function signedParts(
  bytes: Uint8Array,
  { members, value }: SlicedBody,
  over: readonly string[],
  data: string | undefined,
): SignedParts {
  const parts = new Map<string, Uint8Array>();
  for (const member of over) {
    const slice = members.get(member);
    parts.set(
      member,
      member === data ? dataBytes(bytes, slice, member) : stringBytes(value[member], slice, member),
    );
  }
  return parts;
}

/** The parts of a sender that signed `JSON.stringify(data)` and sent other text; undefined when that is the text sent. */
export function restringified(
  { value }: SlicedBody,
  parts: SignedParts,
  data: string | undefined,
): SignedParts | undefined {
  if (data === undefined) return undefined;
  const text = toBytes(JSON.stringify(value[data]));
  const sent = parts.get(data);
  if (sent?.length === text.length && sent.every((byte, i) => byte === text[i])) return undefined;
  return new Map([...parts, [data, text]]);
}

function dataBytes(bytes: Uint8Array, slice: MemberSlice | undefined, member: string): Uint8Array {
  if (slice?.kind === "object" || slice?.kind === "array") return bytes.subarray(slice.start, slice.end);
  throw new Refusal(
    "bad-data",
    `"${member}" is ${found(slice)}. Accepted: an object or array, signed as its JSON text.`,
  );
}

function stringBytes(value: unknown, slice: MemberSlice | undefined, member: string): Uint8Array {
  if (slice !== undefined && typeof value === "string" && value !== "") return toBytes(value);
  const got = value === "" ? "empty" : found(slice);
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
