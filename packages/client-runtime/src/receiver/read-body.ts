import { Refusal } from "./refusal.js";

/** What an adapter hands over: the body as received, a stream of it, or nothing where its bytes are gone. */
export type IncomingBody = string | Uint8Array | ArrayBuffer | AsyncIterable<string | Uint8Array> | undefined;

const encoder = /* @__PURE__ */ new TextEncoder();

/** All bytes of a body. A stream is left as soon as it exceeds `maxBytes`. */
export async function readBody(
  body: IncomingBody,
  contentLength: string | undefined,
  maxBytes: number,
  advice: string,
): Promise<Uint8Array> {
  if (body === undefined) {
    throw new Refusal(
      "body_already_parsed",
      `The body was read before the receiver got it, and its bytes are gone: a signature covers them, not what a parser made of them. ${advice}`,
    );
  }
  if (Number(contentLength) > maxBytes) throw tooLarge(`${contentLength} bytes long`, maxBytes);
  const bytes = isStream(body) ? await collect(body, maxBytes) : bytesOf(body);
  if (bytes.length > maxBytes) throw tooLarge(`${bytes.length} bytes long`, maxBytes);
  return bytes;
}

async function collect(stream: AsyncIterable<string | Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      const bytes = bytesOf(chunk);
      length += bytes.length;
      if (length > maxBytes) break;
      chunks.push(bytes);
    }
  } catch (error) {
    throw new Refusal("body_incomplete", `The body ended after ${length} bytes: ${String(error)}`, error);
  }
  if (length > maxBytes) throw tooLarge(`longer than that`, maxBytes);
  const only = chunks[0];
  if (chunks.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function isStream(body: object | string): body is AsyncIterable<string | Uint8Array> {
  return typeof body === "object" && Symbol.asyncIterator in body;
}

function bytesOf(chunk: string | Uint8Array | ArrayBuffer): Uint8Array {
  if (typeof chunk === "string") return encoder.encode(chunk);
  return chunk instanceof ArrayBuffer ? new Uint8Array(chunk) : chunk;
}

function tooLarge(got: string, maxBytes: number): Refusal {
  return new Refusal(
    "body_too_large",
    `The body is ${got}. Accepted: ${maxBytes} bytes. Raise maxBytes if this sender sends more.`,
  );
}
