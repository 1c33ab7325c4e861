import { Readable } from "node:stream";
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
  /** The body piece by piece, where a fault wants it so; it throws where the connection is cut. */
  readonly pieces?: () => AsyncIterable<Uint8Array>;
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
    async send({ url, headers, body, pieces }, timeout) {
      try {
        const { origin, pathname, search } = guard.checkUrl(url);
        const pool = poolOf(origin, opener ?? (await (loading ??= load())));
        const path = pathname + search;
        return await post(pool, { path, method: "POST", headers, body: bodyOf(pieces) ?? body }, timeout);
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
  return new Promise((resolve) => pool.dispatch(request, new Posting(timeout, resolve)));
}

/** One POST under way. A class: functions made anew for each delivery cost more than what they do. */
class Posting implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #status = 0;
  #headers: Record<string, string> = {};
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  readonly #timer: NodeJS.Timeout;

  constructor(
    readonly timeout: number,
    readonly resolve: (result: AttemptResult) => void,
  ) {
    this.#timer = setTimeout(giveUp, timeout, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) this.#cut();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    this.#headers = textsOf(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length >= responseLimit && !this.#isOver) this.breakOff(this.#answer());
  }

  onResponseEnd(): void {
    this.#end(this.#answer());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const isLate = error.name === "ConnectTimeoutError";
    this.#end({ failure: isLate ? `no connection within ${connectTimeout} ms` : reasonOf(error) });
  }

  /** Ends it with the connection, which may go on sending. */
  breakOff(result: AttemptResult): void {
    this.#end(result);
    this.#cut();
  }

  #cut(): void {
    this.#controller?.abort(new Error("The exchange is over."));
  }

  #end(result: AttemptResult): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.resolve(result);
  }

  #answer(): AttemptResult {
    const body =
      this.#length === 0 ? "" : Buffer.concat(this.#chunks).subarray(0, responseLimit).toString("utf8");
    return { response: { status: this.#status, headers: this.#headers, body } };
  }
}

function giveUp(posting: Posting): void {
  posting.breakOff({ failure: `no answer within ${posting.timeout} ms` });
}

/** As a stream, with whose failure undici cuts the connection. */
function bodyOf(pieces: OutgoingRequest["pieces"]): Readable | undefined {
  return pieces && Readable.from(pieces());
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
