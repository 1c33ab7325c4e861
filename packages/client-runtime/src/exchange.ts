// The only module that knows openapi-fetch: it can be replaced here without a visible change.
import createClient from "openapi-fetch";

/** What goes to the wire, before transport. */
export interface PlainRequest {
  readonly url: string;
  readonly headers: Headers;
}

/** Makes the function that puts a request together and has it sent. */
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
  ) => Promise<unknown>;

  return async <T>(
    method: string,
    target: string,
    init: { readonly headers: Readonly<Record<string, string>>; readonly body: BodyInit | undefined },
    send: (request: PlainRequest) => Promise<T>,
  ): Promise<T> => {
    let sent: Promise<T> | undefined;
    const fetch = async (plain: PlainRequest) => {
      await (sent = send(plain));
      // nothing is left to read: the body was read within its attempt's deadline
      return { ok: true, status: 204, headers: plain.headers };
    };
    try {
      await request(method, target, { ...init, fetch });
    } catch (error) {
      // the platform's message prints the value, which may be a secret
      throw sent
        ? error
        : new TypeError(
            `${method} ${target}: a header has a name or value that HTTP does not allow. Nothing was sent.`,
          );
    }
    return sent as Promise<T>;
  };
}

/** Stands in for `Request`, which would turn the body into a stream that can be sent only once, and costs as much as the whole call. */
function AsItIs(url: string, init: object): object {
  return { ...init, url };
}
