import { isUtf8 } from "#crypto";
import { afterColon, endOfString, endOfValue, skipSpace, unexpected } from "./json-text.js";
import { MalformedBodyError } from "./malformed-body-error.js";

/** Where one top-level member's value stands in the body, in bytes: `body.subarray(start, end)` is its JSON text. */
export interface MemberSlice {
  /** Offset of the value's first byte. */
  readonly start: number;
  /** Offset after the value's last byte. */
  readonly end: number;
  readonly kind: MemberKind;
}

/** The JSON type of a member's value. */
export type MemberKind = "object" | "array" | "string" | "number" | "boolean" | "null";

/** A body read once: where each part of it stands, and its parse. */
export class SlicedBody {
  readonly #bytes: Uint8Array;
  #value: Record<string, unknown> | undefined;

  /** @param members by decoded top-level key */
  constructor(
    bytes: Uint8Array,
    readonly members: ReadonlyMap<string, MemberSlice>,
  ) {
    this.#bytes = bytes;
  }

  /** Parsed when it is first asked for, which costs several times the rest. */
  get value(): Record<string, unknown> {
    return (this.#value ??= JSON.parse(decoder.decode(this.#bytes)) as Record<string, unknown>);
  }
}

/** Far above what APIs send and far below what overflows a recursive reader of the parse. */
const defaultMaxDepth = 1000;

// ignoreBOM keeps a byte order mark in the text, so that it is refused instead of silently dropped.
// Marked, so that bundles of users who only sign leave it out.
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const backslash = 0x5c;

/**
 * Reads a JSON object (RFC 8259) and finds the bytes of its top-level members. Accepts what `JSON.parse` accepts, except
 * a root that is not an object, a top-level key that occurs twice once decoded, and nesting deeper than `maxDepth`.
 * @param options maxDepth: levels of nesting, the root object counted as 1; default 1000
 * @throws MalformedBodyError for everything that it does not accept.
 */
export function sliceMembers(body: Uint8Array, options: { readonly maxDepth?: number } = {}): SlicedBody {
  if (!isUtf8(body)) {
    throw new MalformedBodyError(
      `The body's ${body.length} bytes are not valid UTF-8. Send JSON in UTF-8, and uncompressed where the receiver does not decompress.`,
    );
  }
  return new SlicedBody(body, scanMembers(body, options.maxDepth ?? defaultMaxDepth));
}

/** The parse of one member. */
export function valueOf(body: Uint8Array, { start, end }: MemberSlice): unknown {
  return JSON.parse(decoder.decode(body.subarray(start, end)));
}

function scanMembers(body: Uint8Array, maxDepth: number): Map<string, MemberSlice> {
  const members = new Map<string, MemberSlice>();
  let at = skipSpace(body, startOfObject(body, maxDepth) + 1);
  while (body[at] !== closeBrace || members.size > 0) {
    const keyEnd = endOfString(body, at);
    const key = keyOf(body, at, keyEnd);
    if (members.has(key)) {
      throw new MalformedBodyError(
        `The top-level key ${JSON.stringify(key)} occurs again at byte ${at}. Send each key once: readers differ in which of them counts.`,
      );
    }
    const start = afterColon(body, keyEnd);
    const end = endOfValue(body, start, 1, maxDepth);
    members.set(key, { start, end, kind: kindOf(body[start]) });
    at = skipSpace(body, end);
    if (body[at] === closeBrace) break;
    if (body[at] !== comma) throw unexpected(body, at);
    at = skipSpace(body, at + 1);
  }
  const rest = skipSpace(body, at + 1);
  if (rest < body.length) throw unexpected(body, rest);
  return members;
}

function startOfObject(body: Uint8Array, maxDepth: number): number {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) {
    throw new MalformedBodyError("The body starts with a byte order mark (EF BB BF). Send JSON without it.");
  }
  const start = skipSpace(body, 0);
  if (start === body.length)
    throw new MalformedBodyError("The body is empty. Was it already read by a body parser?");
  if (body[start] === openBrace) return start;
  const end = endOfValue(body, start, 0, maxDepth);
  if (skipSpace(body, end) < body.length) throw unexpected(body, skipSpace(body, end));
  const kind = kindOf(body[start]);
  const got = kind === "null" ? kind : `${kind === "array" ? "an" : "a"} ${kind}`;
  throw new MalformedBodyError(`The body is ${got}. Accepted: one JSON object, such as {"data": […], …}.`);
}

/** Keys are short and mostly plain: this costs a tenth of a decoder's call. */
function keyOf(body: Uint8Array, start: number, end: number): string {
  let key = "";
  for (let at = start + 1; at < end - 1; at++) {
    const byte = body[at] ?? 0;
    if (byte === backslash || byte > 0x7f) return valueOf(body, { start, end, kind: "string" }) as string;
    key += String.fromCharCode(byte);
  }
  return key;
}

function kindOf(first: number | undefined): MemberKind {
  switch (first) {
    case openBrace:
      return "object";
    case 0x5b: // [
      return "array";
    case 0x22: // "
      return "string";
    case 0x74: // t
    case 0x66: // f
      return "boolean";
    case 0x6e: // n
      return "null";
    default:
      return "number";
  }
}
