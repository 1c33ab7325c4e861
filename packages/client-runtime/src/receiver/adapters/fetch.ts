import type { Answer, IncomingDelivery } from "../exchange.js";

const advice = "Pass the request on unread; with Hono, c.req.raw.";

/** Fetch API: `Request` in, `Response` out. */
export async function answerFetch(
  receive: (incoming: IncomingDelivery) => Promise<Answer>,
  request: Request,
): Promise<Response> {
  const answer = await receive({
    method: request.method,
    url: new URL(request.url),
    headers: Object.fromEntries(request.headers),
    // A stream that is left early is cancelled.
    body: request.bodyUsed ? undefined : ((request.body ?? "") as IncomingDelivery["body"]),
    advice,
  });
  return new Response(answer.body || null, answer);
}
