import { MalformedBodyError } from "./malformed-body-error.js";

// Reads JSON texts (RFC 8259) in bytes without parsing them: about a third of the time of JSON.parse for 1 MB, and nothing is kept.

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const minus = 0x2d;
const zero = 0x30;
const openBrace = 0x7b;
const openBracket = 0x5b;

/**
 * The offset after the JSON value that starts at `start`, which is checked strictly; UTF-8 aside.
 * @param depth levels of nesting around the value
 * @throws MalformedBodyError for what is not JSON, and for nesting deeper than `maxDepth`
 */
export function endOfValue(body: Uint8Array, start: number, depth: number, maxDepth: number): number {
  // The byte that closes each open container, by level.
  const closers: number[] = [];
  let level = depth;
  let at = start;
  for (;;) {
    const first = body[at];
    if (first === openBrace || first === openBracket) {
      if (++level > maxDepth) throw tooDeep(maxDepth, at);
      // Both closers stand two after their openers in ASCII.
      closers[level] = first + 2;
      at = skipSpace(body, at + 1);
      if (body[at] !== first + 2) {
        if (first === openBrace) at = endOfKey(body, at);
        continue;
      }
    } else {
      at = endOfScalar(body, at);
      if (level === depth) return at;
      at = skipSpace(body, at);
    }
    while (body[at] === closers[level]) {
      at++;
      if (--level === depth) return at;
      at = skipSpace(body, at);
    }
    if (body[at] !== comma) throw unexpected(body, at);
    at = skipSpace(body, at + 1);
    if (closers[level] === openBrace + 2) at = endOfKey(body, at);
  }
}

/** The offset of the value that follows the key and the colon at `start`. */
function endOfKey(body: Uint8Array, start: number): number {
  return afterColon(body, endOfString(body, start));
}

/** The offset of the value after the colon that follows `at`. */
export function afterColon(body: Uint8Array, at: number): number {
  const found = skipSpace(body, at);
  if (body[found] !== colon) throw unexpected(body, found);
  return skipSpace(body, found + 1);
}

/** The offset after the string at `start`, its quotes included. */
export function endOfString(body: Uint8Array, start: number): number {
  if (body[start] !== quote) throw unexpected(body, start);
  for (let at = start + 1; ; at++) {
    // A table takes half the time of comparing; most bytes of a body stand in strings.
    while (plain[body[at]!] === 1) at++;
    if (body[at] === quote) return at + 1;
    if (body[at] !== backslash) throw unexpected(body, at);
    at = endOfEscape(body, at);
  }
}

/** 1 for the bytes that stand for themselves in a string. */
const plain = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === quote || byte === backslash ? 0 : 1,
);

/** What may stand after a backslash, \u aside. */
const escapes = '"\\/bfnrt';

/** The offset of the last byte of the escape at `start`. */
function endOfEscape(body: Uint8Array, start: number): number {
  const letter = body[start + 1] ?? 0;
  if (escapes.includes(String.fromCharCode(letter))) return start + 1;
  if (letter !== 0x75) throw unexpected(body, start + 1);
  for (let at = start + 2; at < start + 6; at++) if (!isHex(body[at] ?? 0)) throw unexpected(body, at);
  return start + 5;
}

function endOfScalar(body: Uint8Array, start: number): number {
  switch (body[start]) {
    case quote:
      return endOfString(body, start);
    case 0x74:
      return endOfWord(body, start, "true");
    case 0x66:
      return endOfWord(body, start, "false");
    case 0x6e:
      return endOfWord(body, start, "null");
    default:
      return endOfNumber(body, start);
  }
}

function endOfWord(body: Uint8Array, start: number, word: string): number {
  for (let i = 0; i < word.length; i++)
    if (body[start + i] !== word.charCodeAt(i)) throw unexpected(body, start + i);
  return start + word.length;
}

function endOfNumber(body: Uint8Array, start: number): number {
  let at = body[start] === minus ? start + 1 : start;
  at = body[at] === zero ? at + 1 : endOfDigits(body, at);
  if (body[at] === 0x2e) at = endOfDigits(body, at + 1);
  if (body[at] === 0x65 || body[at] === 0x45) {
    const sign = body[at + 1];
    at = endOfDigits(body, sign === 0x2b || sign === minus ? at + 2 : at + 1);
  }
  return at;
}

/** At least one digit. */
function endOfDigits(body: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(body[at] ?? 0)) at++;
  if (at === start) throw unexpected(body, at);
  return at;
}

/** The offset of the first byte from `start` on that is no white space. */
export function skipSpace(body: Uint8Array, start: number): number {
  // Reading past the end, even once, makes all later reads slower.
  for (let at = start; at < body.length; at++) {
    const byte = body[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
  }
  return Math.max(start, body.length);
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= 0x39;
}

function isHex(byte: number): boolean {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** What the byte at an offset says of a body that is no JSON. */
export function unexpected(body: Uint8Array, at: number): MalformedBodyError {
  const byte = body[at];
  const got =
    byte === undefined
      ? `it ends after ${body.length} bytes`
      : `${byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `0x${byte.toString(16).padStart(2, "0")}`} at byte ${at} is not expected there`;
  return new MalformedBodyError(`The body is not JSON: ${got}. Was it cut short or changed on the way?`);
}

function tooDeep(maxDepth: number, at: number): MalformedBodyError {
  return new MalformedBodyError(`The body nests deeper than ${maxDepth} levels at byte ${at}. Flatten it.`);
}
