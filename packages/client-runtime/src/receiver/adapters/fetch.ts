import type { Answer, IncomingDelivery } from "../exchange.js";

const advice = "Pass the request on before anything reads its body; with Hono, pass c.req.raw.";

/** Fetch API: `Request` in, `Response` out. */
export async function answerFetch(
  receive: (incoming: IncomingDelivery) => Promise<Answer>,
  request: Request,
): Promise<Response> {
  const { status, headers, body } = await receive({
    method: request.method,
    url: new URL(request.url),
    headers: Object.fromEntries(request.headers),
    body: request.bodyUsed ? undefined : request.body === null ? "" : chunksOf(request.body),
    advice,
  });
  return new Response(body === "" ? null : body, { status, headers });
}

/** Not every runtime's streams can be iterated. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Of a body that is too large the rest is not wanted; one that is read has nothing left to cancel.
    await reader.cancel();
  }
}
