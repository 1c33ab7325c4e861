import { toBytes } from "#crypto";

/** The bytes of a body as received. Recognises views and buffers of other realms (workers, test environments) too. */
export function rawBody(body: string | Uint8Array | ArrayBuffer): Uint8Array {
  if (typeof body === "string") return toBytes(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]") return new Uint8Array(body);
  throw new TypeError(
    `The body is ${describe(body)}, and a signature covers its raw text. Pass a string, Uint8Array or ArrayBuffer, before any JSON parser: ` +
      'express.raw({ type: "application/json" }) leaves a Buffer in req.body, await request.text() gives a string.',
  );
}

function describe(body: unknown): string {
  if (body === null || body === undefined) return String(body);
  if (body instanceof Promise) return "a promise that is not awaited";
  return typeof body === "object" ? "an object that is already parsed or not yet read" : `a ${typeof body}`;
}
