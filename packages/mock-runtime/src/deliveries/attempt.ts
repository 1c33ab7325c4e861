import type { Readable } from "node:stream";
import type { Agent, buildConnector } from "undici";
import { refusal, type EgressGuard } from "./egress-guard.js";

const responseLimit = 64 * 1024;
const connections = 64;

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
  /** Loads what sending needs: after it nothing stands between `send` and the socket. */
  ready?(): Promise<unknown>;
  send(request: OutgoingRequest): Promise<AttemptResult>;
  close(): Promise<void>;
}

/** `timeout` is real milliseconds for the whole exchange. Redirects are answers, they are not followed. */
export function createSender(guard: EgressGuard, timeout: number): Sender {
  let agent: Promise<Agent> | undefined;

  async function open(): Promise<Agent> {
    // Loaded with the first delivery: undici costs more than everything else that a start needs.
    const undici = await import("undici");
    const connect = undici.buildConnector({ lookup: guard.lookup, timeout });
    const guarded: buildConnector.connector = (target, callback) =>
      connect(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        const refused = refusal(() =>
          guard.checkAddress(hostOf(target.hostname), socket.remoteAddress ?? ""),
        );
        if (refused === undefined) return callback(null, socket);
        socket.destroy();
        return callback(refused, null);
      });
    return new undici.Agent({ connect: guarded, connections, pipelining: 1 });
  }

  const ready = () => (agent ??= open());

  return {
    ready,
    async send({ url, headers, body }) {
      try {
        const { origin, pathname, search } = guard.checkUrl(url);
        const response = await (
          await ready()
        ).request({
          origin,
          path: pathname + search,
          method: "POST",
          headers,
          body,
          signal: AbortSignal.timeout(timeout),
        });
        const text = await readCapped(response.body);
        const received = Object.entries(response.headers).map(([name, value]) => [
          name,
          [value].flat().join(", "),
        ]);
        return {
          response: { status: response.statusCode, headers: Object.fromEntries(received), body: text },
        };
      } catch (error) {
        return { failure: reasonOf(error, timeout) };
      }
    },
    async close() {
      await (await agent)?.destroy();
    },
  };
}

async function readCapped(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection that may go on sending.
    if (length >= responseLimit) break;
  }
  return Buffer.concat(chunks).subarray(0, responseLimit).toString("utf8");
}

function hostOf(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[|\]$/g, "");
}

function reasonOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "ConnectTimeoutError")
    return `no answer within ${timeout} ms`;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  // Connecting to both addresses of localhost fails with an AggregateError, whose message is empty.
  return error.message || code || error.name;
}
