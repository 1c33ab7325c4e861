import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A POST as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** The bytes, untouched. */
  readonly body: Buffer;
}

/** What a receiver does with a request whose body it has read. */
export type Answer = (response: ServerResponse, request: Received) => void;

export const answer = {
  status:
    (status: number): Answer =>
    (response) =>
      void response.writeHead(status).end(),
  close: ((response) => void response.socket?.destroy()) satisfies Answer,
  hang: (() => undefined) satisfies Answer,
};

/** A receiver on this machine that keeps what it gets. It ends with the test, open requests included. */
export async function startReceiver(
  act: Answer = answer.status(204),
): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks) };
      received.push(one);
      act(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/secret-path`, received };
}
