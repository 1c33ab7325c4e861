// The only module that knows openapi-fetch: it can be replaced here without a visible change.
import createClient from "openapi-fetch";
import type { Body, Received } from "./transport/send.js";

/** What goes to the wire, before transport. */
export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body?: BodyInit;
}

/** What came back. `error` is what the body says unless the status is a 2xx: parsed JSON, else text, else undefined. */
export interface Answer extends Received {
  readonly error?: unknown;
}

/** Makes the function that puts a request together, has it sent, and reads an error body. */
export function createExchange(baseUrl: string) {
  const client = createClient({
    baseUrl,
    bodySerializer: (body) => body, // serialised by its media type already
    Request: AsItIs as unknown as typeof Request, // only ever handed to the `send` below
  });
  // its typings infer a call from the spec's whole `paths` interface; ours are concrete
  const request = client.request as unknown as (
    method: string,
    path: string,
    init: object,
  ) => Promise<AnswerAsItIs>;

  return async (
    { method, url, headers, body }: PlainRequest,
    send: (request: PlainRequest) => Promise<Received>,
  ): Promise<Answer> => {
    const fetch = async (plain: PlainRequest) => new TakenIn(await send(plain));
    const { error, response } = await request(method, url, { headers, body, fetch, parseAs: "stream" });
    return { ...response.received, error };
  };
}

interface AnswerAsItIs {
  readonly error?: unknown;
  readonly response: TakenIn;
}

/** Stands in for `Request`, which would turn the body into a stream that can be sent only once. */
class AsItIs implements PlainRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: BodyInit;

  constructor(
    readonly url: string,
    init: { method: string; headers: Headers; body?: BodyInit },
  ) {
    this.method = init.method;
    this.headers = init.headers;
    if (init.body !== undefined) this.body = init.body;
  }
}

/** Stands in for a `Response` whose body has been read: a real one would cost as much again as the whole call. */
class TakenIn {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;

  constructor(readonly received: Received) {
    ({ ok: this.ok, status: this.status, headers: this.headers } = received.response);
  }

  async text(): Promise<Body> {
    return this.received.body;
  }
}
