import type { IncomingMessage, ServerResponse } from "node:http";
import type { FaultyTransport, PlainResponse } from "../http.js";
import type { Sleep } from "../sleeper.js";
import { writeHead } from "./head.js";

/** Sends an answer the way its transport says: late, in pieces, in part or not at all. */
export async function sendFaulty(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: PlainResponse,
  transport: FaultyTransport,
): Promise<void> {
  const body = Buffer.from(incoming.method === "HEAD" ? "" : response.body);
  switch (transport.kind) {
    case "reset":
      incoming.socket.resetAndDestroy();
      return;
    case "hang":
      await unlessGone(outgoing, transport.wait);
      incoming.socket.destroy();
      return;
    case "truncate":
      writeHead(outgoing, response);
      // Without a byte of the body, node would keep the head back.
      outgoing.flushHeaders();
      outgoing.write(body.subarray(0, transport.bytes), () => incoming.socket.destroySoon());
      return;
    case "drip":
      writeHead(outgoing, response);
      for (let at = 0; at < body.byteLength && !outgoing.destroyed; at += transport.bytes) {
        if (at > 0) await unlessGone(outgoing, transport.pause());
        outgoing.write(body.subarray(at, at + transport.bytes));
      }
      outgoing.end();
  }
}

/** Waits, but for a client that is gone. */
async function unlessGone(outgoing: ServerResponse, wait: Sleep): Promise<void> {
  outgoing.once("close", wait.cancel);
  await wait.over;
  outgoing.off("close", wait.cancel);
}
