import { digestBytes } from "./algorithms.js";
import type { Refusal } from "./refusal.js";
import { defaultMaxDepth, type Fault, type Span, stringAt } from "./scan.js";
import type { SigningScheme } from "./scheme.js";
import type { CheckReason } from "./check.js";
import type { Refused } from "./verification.js";

// What the check says in a word or two, at length: apart from it, since a receiver that is loaded by a page or a worker does without.

/** The JSON type of a member's value. */
export type MemberKind = "object" | "array" | "string" | "number" | "boolean" | "null";

/** The type of the JSON value that starts there. */
export function kindOf(body: Uint8Array, start: number): MemberKind {
  const kinds: Readonly<Record<string, MemberKind>> = {
    "{": "object",
    "[": "array",
    '"': "string",
    t: "boolean",
    f: "boolean",
    n: "null",
  };
  return kinds[String.fromCharCode(body[start] ?? 0)] ?? "number";
}

const articles: Readonly<Record<MemberKind, string>> = {
  object: "an object",
  array: "an array",
  string: "a string",
  number: "a number",
  boolean: "a boolean",
  null: "null",
};

/** Why a body is no strict JSON object, and what to do. */
export function malformedInWords(body: Uint8Array, { detail }: Refusal, maxDepth = defaultMaxDepth): string {
  const [fault, offset] = String(detail).split(" at ");
  const at = Number(offset);
  switch (fault as Fault) {
    case "no UTF-8":
      return `The body's ${body.length} bytes are not valid UTF-8. Send JSON in UTF-8, and uncompressed where the receiver does not decompress.`;
    case "too deep":
      return `The body nests deeper than ${maxDepth} levels at byte ${at}. Flatten it.`;
    case "second key":
      return `The top-level key ${JSON.stringify(keyAt(body, at))} occurs again at byte ${at}. Send each key once: readers differ in which of them counts.`;
    case "no object":
      return noObject(body, at);
    default:
      return unexpected(body, at);
  }
}

function keyAt(body: Uint8Array, start: number): string | undefined {
  let end = start + 1;
  while (body[end] !== 0x22) end += body[end] === 0x5c ? 2 : 1;
  return stringAt(body, { start, end: end + 1 });
}

function noObject(body: Uint8Array, at: number): string {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf)
    return "The body starts with a byte order mark (EF BB BF). Send JSON without it.";
  if (at === body.length) return "The body is empty. Was it already read by a body parser?";
  const start = String.fromCharCode(...body.subarray(at, at + 5));
  if (!/^(?:[["]|-?\d|true|false|null)/.test(start)) return unexpected(body, at);
  return `The body is ${articles[kindOf(body, at)]}. Accepted: one JSON object, such as {"data": […], …}.`;
}

function unexpected(body: Uint8Array, at: number): string {
  const byte = body[at];
  const got =
    byte === undefined
      ? `it ends after ${body.length} bytes`
      : `${byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `0x${byte.toString(16).padStart(2, "0")}`} at byte ${at} is not expected there`;
  return `The body is not JSON: ${got}. Was it cut short or changed on the way?`;
}

/** The answer of `verify` to a body without a field that must be there. */
export function requiredInWords(field: string): Refused {
  return refused(
    "required-signature-missing",
    `The body has no "${field}", which is required here; it may have been stripped. Drop \`require\` only while the sender does not send it.`,
  );
}

/** How a body was checked. */
export interface CheckedWith {
  readonly scheme: SigningScheme;
  readonly secrets: number;
  readonly data: string | undefined;
  readonly maxFallbackBytes: number;
}

/** The answer of `verify` to a refused body. */
export function refusedInWords(
  body: Uint8Array,
  members: ReadonlyMap<string, Span>,
  { detail }: Refusal<CheckReason>,
  { scheme, secrets, data, maxFallbackBytes }: CheckedWith,
): Refused {
  const member = String(detail);
  const span = members.get(member);
  const declaration = scheme.find(({ field }) => field === member);
  if (declaration === undefined) {
    const kind = span && kindOf(body, span.start);
    const found = kind === undefined ? "missing" : articles[kind];
    return scheme.some(({ over }) => member === (data ?? over[0]))
      ? refused("bad-data", `"${member}" is ${found}. Accepted: an object or array, signed as its JSON text.`)
      : refused(
          "bad-nonce",
          `"${member}" is ${kind === "string" ? "empty" : found}. Accepted: a string that is not empty, because it is signed.`,
        );
  }
  if (span === undefined) {
    const fields = scheme.map(({ field }) => `"${field}"`).join(", ");
    return refused(
      "missing-signature",
      `The body has no signature. Accepted: one of ${fields}. Is the sender's signing on?`,
    );
  }
  const { algorithm, over } = declaration;
  return (
    unreadable(declaration, body, span) ??
    refused(
      "bad-signature",
      `"${member}" is not the ${algorithm} of ${over.join(" + ")} with ${secrets === 1 ? "the secret" : `any of the ${secrets} secrets`}. ` +
        "Check that the secret is this sender's and that the body is passed as received, not parsed and serialised again." +
        (body.length <= maxFallbackBytes
          ? ""
          : " The body is larger than maxFallbackBytes, so only its raw bytes were tried."),
    )
  );
}

/** The answer to a signature that has not even the form of one. */
function unreadable(
  { field, algorithm }: SigningScheme[number],
  body: Uint8Array,
  span: Span,
): Refused | undefined {
  const size = digestBytes[algorithm];
  const [hexLength, base64Length] = [size * 2, Math.ceil(size / 3) * 4];
  const accepted = `Accepted: ${algorithm} as ${hexLength} hex or ${base64Length} base64 characters.`;
  const text = stringAt(body, span);
  if (text === "") return refused("empty-signature", `"${field}" is empty. ${accepted}`);
  if (text === undefined) {
    const got = articles[kindOf(body, span.start)].replace(/^a (?=[bn])/, "of type ");
    return refused("malformed-signature", `"${field}" is ${got}. ${accepted}`);
  }
  if ([hexLength, base64Length, Math.ceil((size * 4) / 3)].includes(text.length)) return undefined;
  return refused(
    "malformed-signature",
    `"${field}" has ${text.length} characters. ${accepted} No prefix, no spaces.`,
  );
}

function refused(reason: Refused["reason"], message: string): Refused {
  return { ok: false, reason, message };
}
