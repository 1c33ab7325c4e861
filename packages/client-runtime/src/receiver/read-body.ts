import { concat, toBytes } from "@hookspec/signature";
import { Refusal } from "./refusal.js";

/** What an adapter hands over: the body as received, a stream of it, or nothing where its bytes are gone. */
export type IncomingBody = string | Uint8Array | AsyncIterable<string | Uint8Array> | undefined;

/** All bytes of a body. A stream is left as soon as it exceeds `maxBytes`. */
export async function readBody(body: IncomingBody, maxBytes: number, advice: string): Promise<Uint8Array> {
  if (body === undefined) throw new Refusal("body_already_parsed", advice);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of "length" in Object(body) ? [body as string] : (body as AsyncIterable<string>)) {
      const bytes = toBytes(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length > maxBytes) break;
    }
  } catch (error) {
    throw new Refusal("body_incomplete", error);
  }
  if (length > maxBytes) throw new Refusal("body_too_large", `maxBytes is ${maxBytes}`);
  return concat(chunks);
}
