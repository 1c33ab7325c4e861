import {
  ConnectionError,
  createMockControlClient,
  type MockControlClient,
} from "@hookspec/mock-control-client";

/** Where a running mock is, and how it is asked. */
export interface Target {
  readonly url: string;
  readonly namespace?: string | undefined;
  readonly token?: string | undefined;
}

/** What of a result `ask` looks at. */
type Result =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly error: object; readonly response: Response };

/** The control API of one namespace of a running mock. */
export interface Control {
  readonly client: MockControlClient;
  /** The data of a call. Throws an Error that says what went wrong and what to do about it. */
  ask<R extends Result>(call: Promise<R>): Promise<Extract<R, { ok: true }>["data"]>;
}

export function createControl({ url, namespace, token }: Target): Control {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Error(
      `--url is ${JSON.stringify(url)}. Pass the URL of a mock, such as http://127.0.0.1:4010.`,
    );
  const client = createMockControlClient({
    baseUrl: url,
    apiKey: token,
    headers: namespace === undefined ? {} : { "x-hookspec-namespace": namespace },
    // A person at a shell would rather know at once, and an advance takes as long as it takes.
    retries: 0,
    timeout: Infinity,
    totalTimeout: Infinity,
  });
  return {
    client,
    async ask(call) {
      const result = await call.catch((error: unknown) => {
        throw error instanceof ConnectionError ? new Error(nobody(url, error)) : error;
      });
      if (!result.ok) throw new Error(refusal(url, result));
      return result.data;
    },
  };
}

function nobody(url: string, { cause }: ConnectionError): string {
  const { code } = (cause instanceof Error ? (cause.cause ?? cause) : {}) as { code?: unknown };
  const why = typeof code === "string" ? ` (${code})` : "";
  return `No mock answers at ${url}${why}. Start one, or pass the URL of a running one with --url.`;
}

function refusal(url: string, { error, response }: Extract<Result, { ok: false }>): string {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") === true;
  if (!isProblem) {
    return `What answers at ${url} is no mock: it says ${response.status} to the control API. Pass the URL of a mock with --url.`;
  }
  const { title, detail = title } = error as { readonly title: string; readonly detail?: string };
  return response.status === 401 ? `${detail} Pass it with --token.` : detail;
}
