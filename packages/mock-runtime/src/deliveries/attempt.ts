import type { buildConnector, Dispatcher, Pool } from "undici";
import { refusal, type EgressGuard } from "./egress-guard.js";

const responseLimit = 64 * 1024;
const connections = 64;
/** Origins whose connections are kept open. */
const poolLimit = 100;

/** One POST as it leaves. */
export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back, or why nothing did. */
export type AttemptResult =
  | {
      readonly response: {
        readonly status: number;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string;
      };
    }
  | { readonly failure: string };

/** Sends POSTs over connections of its own. Never rejects. */
export interface Sender {
  /** Loads what sending needs; undefined when it is there. After it nothing stands between `send` and the socket. */
  ready?(): Promise<unknown> | undefined;
  /** `timeout` is real milliseconds for the whole exchange. */
  send(request: OutgoingRequest, timeout: number): Promise<AttemptResult>;
  close(): Promise<void>;
}

type Opener = (origin: string) => Pool;

/** Real milliseconds for connecting; who sends says how long all of it may take. */
const connectTimeout = 10_000;

/** Redirects are answers, they are not followed. */
export function createSender(guard: EgressGuard): Sender {
  const pools = new Map<string, Pool>();
  let loading: Promise<Opener> | undefined;
  let opener: Opener | undefined;

  async function load(): Promise<Opener> {
    // Loaded with the first delivery: undici costs more than everything else that a start needs.
    const undici = await import("undici");
    const connect = undici.buildConnector({ lookup: guard.lookup, timeout: connectTimeout });
    const guarded: buildConnector.connector = (target, callback) =>
      connect(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        const refused = refusal(() => guard.checkAddress(target.hostname, socket.remoteAddress ?? ""));
        if (refused === undefined) return callback(null, socket);
        socket.destroy();
        return callback(refused, null);
      });
    opener = (origin) => new undici.Pool(origin, { connect: guarded, connections, pipelining: 1 });
    return opener;
  }

  const ready = () => (opener === undefined ? (loading ??= load()) : undefined);

  function poolOf(origin: string, open: Opener): Pool {
    let pool = pools.get(origin);
    if (pool !== undefined) return pool;
    for (const [oldest, old] of pools) {
      if (pools.size < poolLimit) break;
      pools.delete(oldest);
      void old.close();
    }
    pools.set(origin, (pool = open(origin)));
    return pool;
  }

  return {
    ready,
    async send({ url, headers, body }, timeout) {
      try {
        const { origin, pathname, search } = guard.checkUrl(url);
        const pool = poolOf(origin, opener ?? (await (loading ??= load())));
        return await post(pool, { path: pathname + search, method: "POST", headers, body }, timeout);
      } catch (error) {
        return { failure: reasonOf(error) };
      }
    },
    async close() {
      await loading;
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

/** By undici's lowest layer: its promises, streams and abort signals cost more than the POST itself. */
function post(pool: Pool, request: Dispatcher.DispatchOptions, timeout: number): Promise<AttemptResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let status = 0;
    let fields: Record<string, string> = {};
    let cut: ((reason: Error) => void) | undefined;
    let isOver = false;

    function end(result: AttemptResult): void {
      isOver = true;
      clearTimeout(timer);
      resolve(result);
    }
    /** Ends it with the connection, which may go on sending. */
    function breakOff(result: AttemptResult): void {
      end(result);
      cut?.(new Error("The exchange is over."));
    }
    const answer = (): AttemptResult => {
      const body = Buffer.concat(chunks).subarray(0, responseLimit).toString("utf8");
      return { response: { status, headers: fields, body } };
    };
    const timer = setTimeout(() => breakOff({ failure: `no answer within ${timeout} ms` }), timeout);

    pool.dispatch(request, {
      onRequestStart(controller) {
        cut = (reason) => controller.abort(reason);
        if (isOver) cut(new Error("The exchange is over."));
      },
      onResponseStart(_controller, statusCode, headers) {
        status = statusCode;
        fields = textsOf(headers);
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= responseLimit && !isOver) breakOff(answer());
      },
      onResponseEnd: () => end(answer()),
      onResponseError(_controller, error) {
        const isLate = error.name === "ConnectTimeoutError";
        end({ failure: isLate ? `no connection within ${connectTimeout} ms` : reasonOf(error) });
      },
    });
  });
}

function textsOf(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) texts[name] = typeof value === "string" ? value : value.join(", ");
  }
  return texts;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  // Connecting to both addresses of localhost fails with an AggregateError, whose message is empty.
  return error.message || code || error.name;
}
