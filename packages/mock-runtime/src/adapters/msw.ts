import type { Fetch } from "./fetch.js";

/** The part of msw's `http` that is needed: pass msw's own. */
interface MswHttp<Handler> {
  all(path: string | RegExp, resolver: (info: { request: Request }) => Promise<Response>): Handler;
}

/** How requests that msw intercepts come to a mock. */
export interface MswOptions<Handler> {
  /** `http` of the `msw` package. */
  readonly http: MswHttp<Handler>;
  /** What the code under test takes for the API, e.g. `https://api.example.com`. All requests below it go to the mock. */
  readonly baseUrl: string;
}

/**
 * Handlers for msw's `setupServer`, which let a mock answer without a socket: state, faults, overrides and the request log are the
 * mock's. A fault that cuts the connection is a network error to the page. A mock needs Node: for `setupWorker`, in a browser, pass one
 * whose `fetch` forwards to a mock that listens. Nothing is imported here, of msw neither. Throws a TypeError for a base URL that is none.
 */
export function handlers<Handler>(
  mock: { readonly fetch: Fetch },
  { http, baseUrl }: MswOptions<Handler>,
): Handler[] {
  if (!URL.canParse(baseUrl)) {
    throw new TypeError(
      `baseUrl is ${JSON.stringify(baseUrl)}. Pass an absolute URL, e.g. "https://api.example.com".`,
    );
  }
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/+$/, "");

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    try {
      const isBodyless = request.method === "GET" || request.method === "HEAD";
      return await mock.fetch(url.pathname.slice(prefix.length) + url.search, {
        method: request.method,
        headers: request.headers,
        signal: request.signal,
        ...(!isBodyless && { body: await request.arrayBuffer() }),
      });
    } catch {
      // The mock's fetch rejects for a cut connection or an abort only.
      return Response.error();
    }
  }

  // A pattern of msw would read the colons and brackets of a URL as its own.
  const below = new RegExp(`^${escaped(origin + prefix)}(?:[/?]|$)`);
  return [http.all(below, ({ request }) => answer(request))];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
