import type { AttemptResult, OutgoingRequest, Sender } from "./attempt.js";

/** An answer to a delivery, made up without a socket. */
export interface TransportResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Stands in for the network: gets each POST and answers it; throwing is a connection that failed. */
export type Transport = (request: OutgoingRequest) => TransportResponse | Promise<TransportResponse>;

/** A sender that opens no socket, for receivers in the same process. */
export function createTransportSender(transport: Transport): Sender {
  return {
    async send(request): Promise<AttemptResult> {
      try {
        if (request.pieces !== undefined) await drained(request.pieces());
        const { status, headers = {}, body = "" } = await transport(request);
        return { response: { status, headers, body } };
      } catch (error) {
        return { failure: error instanceof Error ? error.message || error.name : String(error) };
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Takes the time that the pieces take; throws where the connection is cut. */
async function drained(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}
