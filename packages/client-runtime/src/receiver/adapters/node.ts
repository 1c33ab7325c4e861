import type { Answer, IncomingDelivery } from "../exchange.js";
import type { IncomingBody } from "../read-body.js";

/** What is needed of node:http's IncomingMessage; of Express also what its body parsers leave behind. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether anything has begun to read the body. */
  readonly readableDidRead: boolean;
  iterator(options: { destroyOnReturn: boolean }): AsyncIterable<Uint8Array | string>;
  resume(): unknown;
}

/** What is needed of node:http's ServerResponse. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: Uint8Array): unknown;
}

const advice =
  'A body parser has read the body, and a signature covers its bytes. Put the receiver before the parser; or have that keep them: express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes; } }), or express.raw({ type: "*/*" }) on this route.';

/** A request of node:http as the receiver takes it: the bytes that a parser kept, else those that nobody has read yet. */
export function fromNode(request: NodeRequest): IncomingDelivery {
  // What frameworks and parsers add: Express shortens `url` to what is below a router's path.
  const { originalUrl, rawBody, body } = request as {
    originalUrl?: unknown;
    rawBody?: unknown;
    body?: unknown;
  };
  const path = typeof originalUrl === "string" ? originalUrl : (request.url ?? "/");
  return {
    method: request.method ?? "GET",
    url: urlOf(path),
    headers: request.headers,
    body: bytesIn(rawBody) ?? bytesIn(body) ?? unread(request),
    advice,
  };
}

/** Writes an answer. Where the body was not read to its end the connection cannot be used again. */
export function answerNode(request: NodeRequest, response: NodeResponse, answer: Answer): void {
  const body = new TextEncoder().encode(answer.body);
  const closing = answer.status === 413 ? { connection: "close" } : {};
  response.writeHead(answer.status, {
    ...answer.headers,
    "content-length": String(body.length),
    ...closing,
  });
  response.end(body);
  request.resume();
}

/**
 * A handler for node:http's `createServer` and for Express's `app.post`. Never rejects.
 */
export function toNodeHandler(receiver: {
  receive(incoming: IncomingDelivery): Promise<Answer>;
}): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    answerNode(request, response, await receiver.receive(fromNode(request)));
  };
}

function bytesIn(body: unknown): string | Uint8Array | undefined {
  return typeof body === "string" || body instanceof Uint8Array ? body : undefined;
}

function unread(request: NodeRequest): IncomingBody {
  // Leaving a loop over the request itself would close the connection, and the refusal could not be sent.
  return request.readableDidRead ? undefined : request.iterator({ destroyOnReturn: false });
}

/** Two slashes at the start would name a host. */
function urlOf(path: string): URL {
  const url = path.startsWith("/") ? `http://localhost${path}` : path;
  return new URL(URL.canParse(url) ? url : "http://localhost/");
}
