import { STATUS_CODES } from "node:http";
import type { FaultyTransport, Handle, PlainResponse } from "../http.js";
import type { Sleep } from "../sleeper.js";
import { streamOf } from "./stream.js";

/** Stands in for the origin when a path is fetched from a mock that has no socket. */
const placeholderOrigin = "http://mock.invalid";

/** The signature of the global `fetch`; paths without an origin are accepted too. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A core as a `fetch` that opens no socket. Bodies are read up to one byte over `bodyLimit`. Rejects as the global one does: with a
 * TypeError when a fault cuts the connection, with the signal's reason when the caller gives up.
 */
export function createFetch(handle: Handle, bodyLimit: number): Fetch {
  return async (input, init) => {
    const target = typeof input === "string" ? new URL(input, placeholderOrigin) : input;
    const whole = wholeBody(target, init, bodyLimit + 1);
    const request = new Request(target, whole === undefined ? init : { ...init, body: null });
    // A Request always has a signal, which costs a third as much again; only one that was given can ever abort.
    const signal = target instanceof Request ? request.signal : init?.signal;
    signal?.throwIfAborted();
    const { pathname, search } = target instanceof URL ? target : new URL(request.url);
    const plain = {
      method: request.method,
      path: pathname + search,
      headers: headersOf(request, whole === undefined ? undefined : init?.body),
      body: whole ?? (await readUpTo(request.body, bodyLimit + 1)),
    };
    const response = await unlessAborted(signal, handle(plain));
    // Once whoever awaits the response has had it.
    if (response.after !== undefined) setImmediate(response.after);
    const { transport } = response;
    if (transport?.kind === "hang") await waitFor(transport.wait, signal);
    if (transport?.kind === "hang" || transport?.kind === "reset") throw connectionCut("fetch failed");
    return toResponse(response, request.method);
  };
}

/**
 * A body that is there already, up to `limit` bytes. A Request would make a stream of it, which takes a third of the whole call.
 * Undefined for others, and where a Request refuses a body.
 */
function wholeBody(
  target: URL | Request,
  init: RequestInit | undefined,
  limit: number,
): Uint8Array | undefined {
  const { body, method = "GET" } = init ?? {};
  if (target instanceof Request || /^(?:get|head)$/i.test(method)) return undefined;
  if (typeof body === "string") return Buffer.from(body).subarray(0, limit);
  // Copied: the caller may reuse its bytes at once.
  if (body instanceof Uint8Array) return new Uint8Array(body.subarray(0, limit));
  if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0, limit));
  return undefined;
}

/** With the type that a Request gives to a text (Fetch standard, section 5.2), had it seen this one. */
function headersOf({ headers }: Request, body: unknown): Record<string, string> {
  const fields = Object.fromEntries(headers);
  if (typeof body === "string") fields["content-type"] ??= "text/plain;charset=UTF-8";
  return fields;
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

/** Rejects with the signal's reason as soon as it is aborted: an answer may be hours of the mock's clock away. */
function unlessAborted<T>(signal: AbortSignal | null | undefined, pending: Promise<T>): Promise<T> {
  if (signal === null || signal === undefined) return pending;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function waitFor(wait: Sleep, signal: AbortSignal | null | undefined): Promise<void> {
  try {
    await unlessAborted(signal, wait.over);
  } finally {
    wait.cancel();
  }
}

/** As undici words it. */
function connectionCut(message: string): TypeError {
  const cause = Object.assign(new Error("The mock cut the connection, as a fault rule of it says."), {
    code: "ECONNRESET",
  });
  return new TypeError(message, { cause });
}

/** Fetch allows these statuses no body, not even an empty one. */
const withoutBody = new Set([204, 205, 304]);

function toResponse({ status, headers, body, transport }: PlainResponse, method: string): Response {
  const statusText = STATUS_CODES[status] ?? "";
  const head = { status, statusText, headers };
  if (method === "HEAD" || withoutBody.has(status)) return new Response(null, head);
  if (transport?.kind === "stream") return new Response(streamOf(transport), head);
  if (body === "") return new Response(null, head);
  return new Response(transport === undefined ? body : failing(Buffer.from(body), transport), head);
}

function failing(body: Uint8Array, transport: FaultyTransport): ReadableStream<Uint8Array> {
  let at = 0;
  let pause: Sleep | undefined;
  return new ReadableStream({
    async pull(controller) {
      if (transport.kind !== "drip") {
        const kept = transport.kind === "truncate" ? transport.bytes : 0;
        if (at === 0 && kept > 0) controller.enqueue(body.subarray(0, (at = kept)));
        else controller.error(connectionCut("terminated"));
        return;
      }
      if (at > 0) await (pause = transport.pause()).over;
      controller.enqueue(body.subarray(at, (at += transport.bytes)));
      if (at >= body.byteLength) controller.close();
    },
    cancel: () => pause?.cancel(),
  });
}
