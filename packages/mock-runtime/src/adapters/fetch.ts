import type { Handle, PlainResponse } from "../http.js";

/** Stands in for the origin when a path is fetched from a mock that has no socket. */
const placeholderOrigin = "http://mock.invalid";

/** The signature of the global `fetch`; paths without an origin are accepted too. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A core as a `fetch` that opens no socket. Bodies are read up to one byte over `bodyLimit`. */
export function createFetch(handle: Handle, bodyLimit: number): Fetch {
  return async (input, init) => {
    const target = typeof input === "string" ? new URL(input, placeholderOrigin) : input;
    const request = new Request(target, init);
    request.signal.throwIfAborted();
    const { pathname, search } = new URL(request.url);
    const response = await handle({
      method: request.method,
      path: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: await readUpTo(request.body, bodyLimit + 1),
    });
    request.signal.throwIfAborted();
    return toResponse(response, request.method);
  };
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

/** Fetch allows these statuses no body, not even an empty one. */
const withoutBody = new Set([204, 205, 304]);

function toResponse({ status, headers, body }: PlainResponse, method: string): Response {
  const isEmpty = method === "HEAD" || withoutBody.has(status) || body === "";
  return new Response(isEmpty ? null : body, { status, headers });
}
