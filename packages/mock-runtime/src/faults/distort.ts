import { milliseconds } from "../clock/duration.js";
import type { OutgoingRequest } from "../deliveries/attempt.js";
import type { DeliveryFault } from "./fault.js";

/** What happens to a POST on its way to the receiver. */
export type Distortion = Pick<DeliveryFault, "truncate" | "malformed" | "contentType" | "drip">;

/** The POST as the receiver gets it. */
export function distorted(
  outgoing: OutgoingRequest,
  { truncate, malformed, contentType, drip }: Distortion,
): OutgoingRequest {
  // No JSON text is one still with a brace behind it.
  const body = malformed === true ? `${outgoing.body}}` : outgoing.body;
  const headers =
    contentType === undefined ? outgoing.headers : { ...outgoing.headers, "content-type": contentType };
  const bytes = Buffer.from(body);
  const kept = truncate === true ? Math.floor(bytes.length / 2) : (truncate ?? bytes.length);
  if (drip === undefined && kept >= bytes.length) return { ...outgoing, headers, body };
  const step = drip === undefined ? bytes.length : (drip.bytes ?? 1);
  const every = drip === undefined ? 0 : milliseconds(drip.every);
  return {
    ...outgoing,
    headers: { ...headers, "content-length": String(bytes.length) },
    body: bytes.toString("utf8", 0, kept),
    pieces: () => piecesOf(bytes, kept, step, every),
  };
}

/** `every` is real milliseconds: they pass on the socket, within the time that a receiver has. */
async function* piecesOf(
  bytes: Buffer,
  kept: number,
  step: number,
  every: number,
): AsyncGenerator<Uint8Array> {
  const sent = bytes.subarray(0, kept);
  for (let at = 0; at < sent.length; at += step) {
    if (at > 0 && every > 0) await new Promise((resolve) => setTimeout(resolve, every));
    yield sent.subarray(at, at + step);
  }
  if (kept < bytes.length) throw new Error("the connection was cut");
}
