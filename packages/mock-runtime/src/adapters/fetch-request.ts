import type { PlainRequest } from "../http.js";

/** What a call of `fetch` asks for, and what may make its caller give up. */
export interface FetchRequest {
  readonly request: PlainRequest;
  readonly signal: AbortSignal | undefined;
}

/** The members of an init, and the methods and bodies, whose meaning is clear without a Request. */
const readMembers: ReadonlySet<unknown> = new Set(["method", "headers", "body", "signal"]);
const knownMethods: ReadonlySet<unknown> = new Set([
  "DELETE",
  "GET",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
]);
const noBody = new Uint8Array();

/**
 * The same as `readRequest`, without a Request: making one takes a third of a whole call. Undefined for what is rare, may be wrong, or
 * would be changed by it. Bodies are cut after `limit` bytes.
 */
export function readPlainly(
  target: URL,
  init: RequestInit | null | undefined,
  limit: number,
): FetchRequest | undefined {
  if (target.href.includes("@") && (target.username !== "" || target.password !== "")) return undefined;
  const members = init ?? {};
  if (!isPlainObject(members) || !Reflect.ownKeys(members).every((name) => readMembers.has(name)))
    return undefined;
  const { method = "GET", headers = {}, body: given, signal } = members as RequestInit;
  if (!knownMethods.has(method)) return undefined;
  if (signal !== undefined && signal !== null && !(signal instanceof AbortSignal)) return undefined;
  const body = bytesOf(given, limit);
  const hasBody = given !== undefined && given !== null;
  if (body === undefined || (hasBody && (method === "GET" || method === "HEAD"))) return undefined;
  // The type that a text has unless told otherwise: Fetch standard, section 5.2.
  const fields = fieldsOf(headers, typeof given === "string" ? "text/plain;charset=UTF-8" : undefined);
  if (fields === undefined) return undefined;
  const request = { method, path: target.pathname + target.search, headers: fields, body };
  return { request, signal: signal ?? undefined };
}

/** What any call of `fetch` asks for. Rejects as the making of a Request throws. Bodies are read up to `limit` bytes. */
export async function readRequest(
  input: URL | Request,
  init: RequestInit | null | undefined,
  limit: number,
): Promise<FetchRequest> {
  // A Request that can be read is not made again; one that cannot be is refused by another that is made of it.
  const isReadable = input instanceof Request && !init && !input.bodyUsed && input.body?.locked !== true;
  const request = isReadable ? input : new Request(input, init ?? {});
  const { pathname, search } = new URL(request.url);
  // A Request always has a signal, which costs a third as much again; only one that was given can ever abort.
  const signal = input instanceof Request ? request.signal : init?.signal;
  signal?.throwIfAborted();
  const { method } = request;
  const headers = Object.fromEntries(request.headers);
  const body = await readUpTo(request.body, limit);
  return { request: { method, path: pathname + search, headers, body }, signal: signal ?? undefined };
}

/** Undefined for bodies that are not there as a whole. */
function bytesOf(body: unknown, limit: number): Uint8Array | undefined {
  if (body === undefined || body === null) return noBody;
  if (typeof body === "string") return Buffer.from(body).subarray(0, limit);
  // Copied: the caller may reuse its bytes at once.
  if (body instanceof Uint8Array && body.buffer instanceof ArrayBuffer)
    return new Uint8Array(body.subarray(0, limit));
  if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0, limit));
  return undefined;
}

/** Names in lower case and sorted, as Headers are. Undefined unless all are texts that Headers would take as they stand. */
function fieldsOf(headers: unknown, type: string | undefined): Record<string, string> | undefined {
  if (!isPlainObject(headers) || Object.getOwnPropertySymbols(headers).length > 0) return undefined;
  const fields: [string, string][] = [];
  let hasType = false;
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== "string" || !isToken(name) || !isFieldValue(value)) return undefined;
    const lower = name.toLowerCase();
    hasType ||= lower === "content-type";
    fields.push([lower, value]);
  }
  if (type !== undefined && !hasType) fields.push(["content-type", type]);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  // Headers would join the values of two names that differ by their case only.
  if (fields.some(([name], at) => name === fields[at + 1]?.[0])) return undefined;
  return Object.fromEntries(fields);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** RFC 9110 section 5.6.2; Node's Headers lose this one name when they are made of an object. */
function isToken(name: string): boolean {
  return name !== "__proto__" && /^[!#$%&'*+\-.^_`|~\w]+$/.test(name);
}

/** RFC 9110 section 5.5, without spaces around it. */
function isFieldValue(value: string): boolean {
  return /^[\t -~\u0080-\u00ff]*$/.test(value) && value.trim() === value;
}

async function readUpTo(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
