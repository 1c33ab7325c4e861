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

/** A body read once: its parse, and the bytes that each part of the parse came from. */
export interface SlicedBody {
  readonly value: Record<string, unknown>;
  /** By decoded top-level key. */
  readonly members: ReadonlyMap<string, MemberSlice>;
}

/** Far above what APIs send and far below what overflows a recursive reader of the parse. */
const defaultMaxDepth = 1000;

// ignoreBOM keeps a byte order mark in the text, so that it is refused instead of silently dropped.
// Marked, so that bundles of users who only sign leave it out.
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const closeBrace = 0x7d;

/**
 * Reads a JSON object (RFC 8259) and finds the bytes of its top-level members. Accepts what `JSON.parse` accepts, except
 * a root that is not an object, a top-level key that occurs twice once decoded, and nesting deeper than `maxDepth`.
 * @param options maxDepth: levels of nesting, the root object counted as 1; default 1000
 * @throws MalformedBodyError for everything that it does not accept.
 */
export function sliceMembers(body: Uint8Array, options: { readonly maxDepth?: number } = {}): SlicedBody {
  // JSON.parse is the only judge of validity; the scan below can then trust quotes and brackets blindly.
  const value = parseObject(body);
  return { value, members: scanMembers(body, options.maxDepth ?? defaultMaxDepth) };
}

function parseObject(body: Uint8Array): Record<string, unknown> {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) {
    throw new MalformedBodyError("The body starts with a byte order mark (EF BB BF). Send JSON without it.");
  }
  const value = parseText(decode(body));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const got = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
    throw new MalformedBodyError(`The body is ${got}. Accepted: one JSON object, such as {"data": […], …}.`);
  }
  return value as Record<string, unknown>;
}

function decode(body: Uint8Array): string {
  try {
    return decoder.decode(body);
  } catch {
    throw new MalformedBodyError(
      `The body's ${body.length} bytes are not valid UTF-8. Send JSON in UTF-8, and uncompressed where the receiver does not decompress.`,
    );
  }
}

function parseText(text: string): unknown {
  if (text === "") throw new MalformedBodyError("The body is empty. Was it already read by a body parser?");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedBodyError(
      `The body is not JSON: ${error instanceof Error ? error.message : String(error)}. Was it cut short or changed on the way?`,
    );
  }
}

/** The body must be valid JSON with an object at its root. */
function scanMembers(body: Uint8Array, maxDepth: number): Map<string, MemberSlice> {
  const members = new Map<string, MemberSlice>();
  let at = skipSpace(body, skipSpace(body, 0) + 1);
  while (body[at] !== closeBrace) {
    const keyEnd = endOfString(body, at);
    const key = JSON.parse(decoder.decode(body.subarray(at, keyEnd))) as string;
    if (members.has(key)) {
      throw new MalformedBodyError(
        `The top-level key ${JSON.stringify(key)} occurs again at byte ${at}. Send each key once: readers differ in which of them counts.`,
      );
    }
    const start = skipSpace(body, skipSpace(body, keyEnd) + 1);
    const kind = kindOf(body[start]);
    const end = endOfValue(body, start, kind, maxDepth);
    members.set(key, { start, end, kind });
    at = skipSpace(body, end);
    if (body[at] === comma) at = skipSpace(body, at + 1);
  }
  return members;
}

function kindOf(first: number | undefined): MemberKind {
  switch (first) {
    case 0x7b:
      return "object";
    case 0x5b:
      return "array";
    case quote:
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

function endOfValue(body: Uint8Array, start: number, kind: MemberKind, maxDepth: number): number {
  if (kind === "string") return endOfString(body, start);
  if (kind === "object" || kind === "array") return endOfContainer(body, start, maxDepth);
  let at = start;
  while (!isSpace(body[at]) && body[at] !== comma && body[at] !== closeBrace) at++;
  return at;
}

function endOfContainer(body: Uint8Array, start: number, maxDepth: number): number {
  let depth = 1; // the root object
  let at = start;
  for (;;) {
    switch (body[at]) {
      case quote:
        at = endOfString(body, at);
        continue;
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > maxDepth) {
          throw new MalformedBodyError(
            `The body nests deeper than ${maxDepth} levels at byte ${at}. Flatten it.`,
          );
        }
        break;
      case closeBrace:
      case 0x5d: // ]
        if (--depth === 1) return at + 1;
    }
    at++;
  }
}

function endOfString(body: Uint8Array, start: number): number {
  let at = start + 1;
  while (body[at] !== quote) at += body[at] === backslash ? 2 : 1;
  return at + 1;
}

function skipSpace(body: Uint8Array, start: number): number {
  let at = start;
  while (isSpace(body[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
