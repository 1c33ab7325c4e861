import { isUtf8 } from "node:buffer";
import type { BodyDefinition } from "./definition.js";
import { headerOf, type PlainRequest } from "./http.js";
import { Problem } from "./problems.js";

const maximumDepth = 100;

/**
 * The body's JSON value; undefined when an optional body is absent, or stands in a media type of the spec that is not JSON
 * (it is accepted unread). Throws problems 413, 415 and 400, in this order.
 */
export function readBody(request: PlainRequest, definition: BodyDefinition, limit: number): unknown {
  const { body } = request;
  checkLength(body, limit);
  const coding = headerOf(request, "content-encoding")?.trim().toLowerCase() ?? "identity";
  if (coding !== "identity") {
    // RFC 9110 section 15.5.16: what would have been accepted.
    throw new Problem(415, `Got content-encoding ${JSON.stringify(coding)}. Send the body as it is.`, [], {
      "accept-encoding": "identity",
    });
  }
  const contentType = headerOf(request, "content-type");
  if (body.byteLength === 0 && contentType === undefined && !definition.required) return undefined;
  return checkType(contentType, definition) ? parseJson(body) : undefined;
}

/** The body as text, whatever it holds. Throws problems 413, 415 and 400, in this order. */
export function readText(request: PlainRequest, definition: BodyDefinition, limit: number): string {
  const { body } = request;
  checkLength(body, limit);
  checkType(headerOf(request, "content-type"), definition);
  if (!isUtf8(body)) throw new Problem(400, "The body is not UTF-8. Nothing was changed.");
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}

function checkLength(body: Uint8Array, limit: number): void {
  if (body.byteLength <= limit) return;
  throw new Problem(
    413,
    `The body is longer than ${limit} bytes. Send less, or raise bodyLimit (--body-limit).`,
  );
}

/** Whether a body of this type is JSON. Throws a problem 415 for a type that is not accepted. */
function checkType(contentType: string | undefined, { mediaTypes }: BodyDefinition): boolean {
  const [type = "", ...parameters] = (contentType ?? "").split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  const isUtf8Text = charset === undefined || charset.replaceAll('"', "") === "utf-8";
  if (isJsonType(type) && isUtf8Text && mediaTypes.some((known) => isJsonType(known) || known === "*/*"))
    return true;
  if (!isJsonType(type) && mediaTypes.includes(type)) return false;
  const got = contentType === undefined ? "no content-type" : `content-type ${JSON.stringify(contentType)}`;
  throw new Problem(
    415,
    `Got ${got}. Accepted: ${mediaTypes.join(", ")}, as UTF-8. Set the content-type header.`,
    [],
    { accept: mediaTypes.join(", ") },
  );
}

function isJsonType(type: string): boolean {
  return type === "application/json" || /^[\w.+-]+\/[\w.+-]+\+json$/.test(type);
}

function parseJson(body: Uint8Array): unknown {
  if (!isUtf8(body)) throw unreadable("it is not UTF-8");
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(text === "" ? "it is empty" : error instanceof Error ? error.message : String(error));
  }
  const trap = trapIn(value, 0);
  if (trap !== undefined) throw unreadable(trap);
  return value;
}

/**
 * Why a JSON value is refused, undefined when it is not. Depth, `__proto__` and range are checked here once, so that everything
 * behind may recurse, copy and answer without care. `depth` is how deep the value stands.
 */
export function trapIn(value: unknown, depth: number): string | undefined {
  // JSON.parse makes Infinity of 1e999, which no answer could say.
  if (value === Infinity || value === -Infinity) return "it has a number that is out of range";
  if (typeof value !== "object" || value === null) return undefined;
  if (depth === maximumDepth) return `it is nested deeper than ${maximumDepth} levels`;
  if (Object.hasOwn(value, "__proto__")) return 'it has a member named "__proto__"';
  for (const member of Object.values(value)) {
    const trap = trapIn(member, depth + 1);
    if (trap !== undefined) return trap;
  }
  return undefined;
}

function unreadable(why: string): Problem {
  return new Problem(400, `The body cannot be read as JSON: ${why}. Nothing was changed.`);
}
