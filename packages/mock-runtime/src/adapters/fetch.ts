import { STATUS_CODES } from "node:http";
import type { FaultyTransport, Handle, PlainResponse } from "../http.js";
import type { Sleep } from "../sleeper.js";
import { readPlainly, readRequest } from "./fetch-request.js";
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
    const plainly = target instanceof URL ? readPlainly(target, init, bodyLimit + 1) : undefined;
    const { request, signal } = plainly ?? (await readRequest(target, init, bodyLimit + 1));
    signal?.throwIfAborted();
    const response = await unlessAborted(signal, handle(request));
    // Once whoever awaits the response has had it.
    if (response.after !== undefined) setImmediate(response.after);
    const { transport } = response;
    if (transport?.kind === "hang") await waitFor(transport.wait, signal);
    if (transport?.kind === "hang" || transport?.kind === "reset") throw connectionCut("fetch failed");
    return toResponse(response, request.method);
  };
}

/** Rejects with the signal's reason as soon as it is aborted: an answer may be hours of the mock's clock away. */
function unlessAborted<T>(signal: AbortSignal | undefined, pending: Promise<T>): Promise<T> {
  if (signal === undefined) return pending;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function waitFor(wait: Sleep, signal: AbortSignal | undefined): Promise<void> {
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
