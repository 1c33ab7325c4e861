import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Handle } from "../http.js";
import { problemDocument } from "../problems.js";
import { sendFaulty } from "./faulty-answer.js";
import { writeHead } from "./head.js";
import { sendStream } from "./stream.js";

const noBody = new Uint8Array();

/** Real milliseconds. */
const patience = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1000 };
const lingerPatience = 500;
const drainPatience = 2000;

/** A core behind a real socket. */
export interface NodeServer {
  /** The origin that it listens on, e.g. `http://127.0.0.1:4010`. Rejects with node's error when it cannot. */
  listen(port: number, host: string): Promise<string>;
  /** Lets answers under way finish and ends everything else; half-sent requests are not waited for. */
  close(): Promise<void>;
}

/**
 * Bodies are read up to one byte over `bodyLimit`: enough for the core to refuse them. `timeouts` bound the time that a client may
 * take for the head and the whole of a request.
 */
export function createNodeServer(handle: Handle, bodyLimit: number, timeouts = patience): NodeServer {
  const sockets = new Set<Socket>();
  let working = 0;
  let rested: (() => void) | undefined;

  const server = createServer(timeouts, (incoming, outgoing) => {
    void (hasBody(incoming) ? readAndAnswer(incoming, outgoing) : answer(incoming, outgoing, noBody));
  });
  server.on("clientError", refuseUnreadable);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  async function readAndAnswer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readUpTo(incoming, bodyLimit + 1);
    if (body !== undefined) await answer(incoming, outgoing, body);
  }

  async function answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    body: Uint8Array,
  ): Promise<void> {
    working += 1;
    try {
      const { method = "GET", url: path = "/", headers } = incoming;
      // A socket that is gone already has none; the caller was not this process all the same.
      const { remoteAddress = "0.0.0.0" } = incoming.socket;
      const response = await handle({ method, path, headers, body, remoteAddress });
      // Closed means finished, on a connection that stays open too, or broken.
      if (response.after !== undefined) outgoing.once("close", response.after);
      const isWhole = body.byteLength <= bodyLimit;
      if (!isWhole || !server.listening) outgoing.shouldKeepAlive = false;
      const { transport } = response;
      if (transport !== undefined) {
        if (transport.kind === "stream") sendStream(incoming, outgoing, response, transport);
        else void sendFaulty(incoming, outgoing, response, transport);
        return;
      }
      writeHead(outgoing, response);
      const content = method === "HEAD" ? "" : response.body;
      if (isWhole) outgoing.end(content);
      else linger(incoming, outgoing, content);
    } catch {
      // Only a listener of the user's can throw here; the client must not wait for it.
      incoming.destroy();
    } finally {
      working -= 1;
      if (working === 0) rested?.();
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
      if (working > 0) await new Promise<void>((resolve) => (rested = resolve));
      // Sends what is written, ends what is half-sent; a client that does not read its answer gets no more than the patience.
      for (const socket of sockets) socket.destroySoon();
      const timer = setTimeout(() => server.closeAllConnections(), drainPatience);
      await closed;
      clearTimeout(timer);
    },
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

/** At most `limit` bytes, the rest stays unread on the socket; undefined when the client goes away before the end. */
function readUpTo(incoming: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = () => {
      const [only = noBody] = chunks;
      resolve((chunks.length > 1 ? Buffer.concat(chunks) : only).subarray(0, limit));
    };
    incoming.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < limit) return;
      incoming.pause();
      incoming.removeAllListeners("data");
      finish();
    });
    incoming.once("end", finish);
    incoming.once("error", () => resolve(undefined));
    incoming.once("close", () => resolve(undefined));
  });
}

/**
 * Ends a refused upload: closing at once, with bytes still arriving, would reset the connection and lose the answer (RFC 9112
 * section 9.6). So what arrives is thrown away until the client stops, or for half a second.
 */
function linger(incoming: IncomingMessage, outgoing: ServerResponse, content: string): void {
  outgoing.write(content);
  const end = () => outgoing.end(() => incoming.destroy());
  const timer = setTimeout(end, lingerPatience);
  incoming.once("close", () => clearTimeout(timer));
  incoming.once("end", end);
  incoming.resume();
}

const unreadable: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, "The head of the request is longer than 16 KiB. Send fewer or shorter headers."],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "The request did not come to its end in time. Send it again, faster."],
};

/** What node's parser refuses never becomes a request; it gets an answer all the same. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = unreadable[error.code ?? ""] ?? [
    400,
    `This is no HTTP request: ${error.message}.`,
  ];
  const { headers, body } = problemDocument(status, { detail });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    `content-type: ${headers["content-type"] ?? ""}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function originOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
