import type { IncomingMessage, ServerResponse } from "node:http";
import { streamBacklog, type PlainResponse, type StreamTransport } from "../http.js";
import { headersOf } from "./head.js";

/** Sends what is written from now on, until either side ends it. */
export function sendStream(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: PlainResponse,
  { open }: StreamTransport,
): void {
  outgoing.writeHead(response.status, headersOf(response));
  if (incoming.method === "HEAD") {
    outgoing.end();
    return;
  }
  const stop = open({
    write(text) {
      if (outgoing.writableLength > streamBacklog) outgoing.destroy();
      else outgoing.write(text);
    },
    end: () => outgoing.end(),
  });
  outgoing.once("close", stop);
}

/** The same as the body of a Fetch response. */
export function streamOf({ open }: StreamTransport): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop: (() => void) | undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stop = open({
          write(text) {
            if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text));
            else {
              stop?.();
              controller.error(new TypeError(`The reader is more than ${streamBacklog} bytes behind.`));
            }
          },
          end: () => controller.close(),
        });
      },
      cancel: () => stop?.(),
    },
    { highWaterMark: streamBacklog, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}
