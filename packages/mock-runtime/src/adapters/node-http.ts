import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Handle, PlainResponse } from "../http.js";

const noBody = new Uint8Array();
const lingerMs = 500;
const drainMs = 2000;
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;

/** A core behind a real socket. */
export interface NodeServer {
  /** The origin that it listens on, e.g. `http://127.0.0.1:4010`. Rejects with node's error when it cannot. */
  listen(port: number, host: string): Promise<string>;
  /** Lets answers under way finish and ends everything else; half-sent requests are not waited for. */
  close(): Promise<void>;
}

/** Bodies are read up to one byte over `bodyLimit`: enough for the core to refuse them. */
export function createNodeServer(handle: Handle, bodyLimit: number): NodeServer {
  const answering = new Set<ServerResponse>();
  const server = createServer(
    { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs, connectionsCheckingInterval: 1000 },
    (incoming, outgoing) => {
      // A socket that breaks ends its request; there is nobody left to tell.
      serve(incoming, outgoing).catch(() => incoming.destroy());
    },
  );

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = hasBody(incoming) ? await readUpTo(incoming, bodyLimit + 1) : noBody;
    answering.add(outgoing);
    outgoing.once("close", () => answering.delete(outgoing));
    const { method = "GET", url: path = "/", headers } = incoming;
    const response = await handle({ method, path, headers, body });
    const content = method === "HEAD" ? "" : response.body;
    if (body.byteLength <= bodyLimit) {
      writeHead(outgoing, response, !server.listening);
      outgoing.end(content);
    } else {
      writeHead(outgoing, response, true);
      outgoing.write(content);
      linger(incoming, outgoing);
    }
  }

  return {
    listen(port, host) {
      return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          resolve(originOf(server.address() as AddressInfo));
        });
      });
    },
    async close() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const answered = [...answering].map(
        (outgoing) => new Promise((resolve) => outgoing.once("close", resolve)),
      );
      await Promise.race([Promise.all(answered), timer(drainMs)]);
      server.closeAllConnections();
      await closed;
    },
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

/** At most `limit` bytes; the rest stays unread on the socket. */
function readUpTo(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = () => resolve(Buffer.concat(chunks).subarray(0, limit));
    incoming.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < limit) return;
      incoming.pause();
      incoming.removeAllListeners("data");
      finish();
    });
    incoming.once("end", finish);
    incoming.once("error", reject);
    incoming.once("close", () => reject(new Error("The request ended early.")));
  });
}

function writeHead(
  outgoing: ServerResponse,
  { status, headers, body }: PlainResponse,
  isLast: boolean,
): void {
  const length = status === 204 ? undefined : { "content-length": Buffer.byteLength(body) };
  outgoing.writeHead(status, { ...headers, ...length, ...(isLast && { connection: "close" }) });
}

/**
 * Ends a refused upload: closing at once, with bytes still arriving, would reset the connection and lose the answer (RFC 9112
 * section 9.6). So what arrives is thrown away until the client stops, or for half a second.
 */
function linger(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const end = () => outgoing.end(() => incoming.destroy());
  const patience = setTimeout(end, lingerMs);
  incoming.once("close", () => clearTimeout(patience));
  incoming.once("end", () => {
    clearTimeout(patience);
    end();
  });
  incoming.resume();
}

function originOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function timer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
