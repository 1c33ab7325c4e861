import type { Sleep } from "./sleeper.js";

/** A request as the core sees it: no socket, no Fetch object (building those costs five sixths of the throughput). */
export interface PlainRequest {
  readonly method: string;
  /** Path with the query, as it stood on the request line. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** At most one byte more than the body limit: a longer body need not be read to be refused. */
  readonly body: Uint8Array;
  /** The caller's IP address; absent without a socket: the caller is this process. */
  readonly remoteAddress?: string | undefined;
}

/** The core's answer. An empty `body` means no content. */
export interface PlainResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How an adapter sends it, when not whole and at once. */
  readonly transport?: AnswerTransport;
  /**
   * For the adapter to call once the answer has been flushed, or cannot be any more: what must not overtake the answer starts then.
   * Calling it again does nothing.
   */
  readonly after?: () => void;
}

/** How an answer is sent that is not sent whole and at once. */
export type AnswerTransport = FaultyTransport | StreamTransport;

/** Ways in which an answer fails on its way. Adapters without a connection do what comes closest. */
export type FaultyTransport =
  /** The connection is cut and nothing is sent. */
  | { readonly kind: "reset" }
  /** Nothing is sent until the wait is over, then the connection is cut. Who ends the connection cuts the wait short. */
  | { readonly kind: "hang"; readonly wait: Sleep }
  /** The connection is cut after so many bytes of the body. */
  | { readonly kind: "truncate"; readonly bytes: number }
  /** The body is sent in pieces of so many bytes with pauses between them. */
  | { readonly kind: "drip"; readonly bytes: number; readonly pause: () => Sleep };

/** The body is what is written from now on. The function that `open` returns is called when the stream is over. */
export interface StreamTransport {
  readonly kind: "stream";
  readonly open: (sink: StreamSink) => () => void;
}

/** Where a stream is written to. */
export interface StreamSink {
  readonly write: (text: string) => void;
  readonly end: () => void;
}

/** Bytes that a reader of a stream may be behind: one that does not read must not fill the memory. */
export const streamBacklog = 1024 * 1024;

/** What every adapter wraps. Never rejects because of what a request holds. */
export type Handle = (request: PlainRequest) => Promise<PlainResponse>;

/** One header as text; repeated ones are joined as RFC 9110 section 5.3 allows. */
export function headerOf(request: PlainRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "object" ? value.join(", ") : value;
}

/** One cookie of the request (RFC 6265 section 5.4), undecoded. */
export function cookieOf(request: PlainRequest, name: string): string | undefined {
  for (const pair of (headerOf(request, "cookie") ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
