import type { ClientDefinition } from "../definition.js";
import { AbortError } from "../errors/abort-error.js";
import { ConnectionError, innermost } from "../errors/connection-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import type { Settings } from "../options.js";
import type { RequestSummary } from "../result.js";
import { keyText } from "./auth.js";
import type { Attempt } from "./hooks.js";
import { retryDelay } from "./retry.js";
import { within, type Timing } from "./timing.js";

/** A request that can be sent any number of times: its body is text, bytes, a Blob or a form, never a stream. */
export interface Outgoing {
  readonly headers: Headers;
  readonly body: BodyInit | undefined;
  /** Whether sending it twice does nothing twice, whatever its method. */
  readonly repeatable: boolean | undefined;
  /** Takes a response's body in. */
  readonly read: (response: Response) => Promise<Body>;
  /** Whether `read` may hand on a body that has not ended. */
  readonly streamed: boolean;
}

/** A response's body: read to its end, but for a stream. */
export type Body = string | Blob | NonNullable<Response["body"]>;

/** An answer that is there to its last byte, unless its body is a stream. */
export interface Received {
  /** Status and headers; its body is read already, or handed on as `body`. */
  readonly response: Response;
  readonly body: Body;
}

/** What a success earns back of the retry budget, up to the whole. */
const earned = 0.1;

/** Sends requests until one is answered for good. Rejects with ConnectionError, TimeoutError or AbortError. */
export function createSend(
  auth: ClientDefinition["auth"],
  { apiKey, hooks, retryBudget, fetch: own }: Settings,
  timing: Timing,
) {
  let budget = retryBudget;
  const renew = typeof apiKey === "function" ? apiKey : undefined;

  const transmit = async (attempt: Attempt): Promise<Response> => {
    const { url, method, body = null, signal } = attempt;
    let { headers } = attempt;
    let target = url;
    if (auth && apiKey !== undefined) {
      const [write, name, prefix] = auth;
      // hooks keep theirs, without the key; and another key must not meet the one before
      if (hooks[0] || renew) headers = new Headers(headers);
      target = write(name, keyText(renew ? await renew(attempt.refused) : apiKey, prefix), url, headers);
    }
    const sent = (own ?? fetch)(target, { method, headers, body, redirect: "manual", signal });
    const response = await sent.catch((cause: unknown) => lost(attempt, cause));
    // a key in the query must not reach whoever logs the response
    if (target !== url) Object.defineProperty(response, "url", { value: url });
    return response;
  };
  const pass = hooks.reduceRight<(attempt: Attempt) => Promise<Response>>(
    (next, hook) => async (attempt) => hook({ ...attempt, headers: new Headers(attempt.headers) }, next),
    transmit,
  );

  return async (
    request: RequestSummary,
    { read, repeatable, streamed, ...outgoing }: Outgoing,
    { timeout, totalTimeout, retries, signal: caller }: Settings,
  ): Promise<Received> => {
    const end = timing.now() + totalTimeout;
    let refused = false;
    for (let attempt = 1, repeats = 0; ; attempt++) {
      const time = Math.max(0, Math.min(timeout, end - timing.now()));
      let answer: Received | undefined;
      let failure: unknown;
      try {
        answer = await within(time, caller, async (ended) => {
          // a stream outlives its attempt, and the caller can still end it
          const signal = streamed && caller ? AbortSignal.any([ended, caller]) : ended;
          const sent = { ...request, ...outgoing, attempt, refused, signal };
          const response = await pass(sent);
          // an attempt is over with the body's last byte: one that stalls or breaks off has failed, and no socket stays open
          return { response, body: await read(response).catch((cause: unknown) => lost(sent, cause)) };
        });
      } catch (error) {
        if (caller?.aborted) throw new AbortError(request, "was aborted", { cause: caller.reason });
        // what a hook or the function for the key throws is no failure of the connection
        if (error && !(error instanceof ConnectionError)) throw error;
        failure = error;
      }
      const response = answer?.response;
      if (response?.status === 401 && renew && !refused) {
        refused = true;
        continue;
      }
      const delay = retryDelay(request.method, repeatable, response, repeats, timing);
      if (repeats++ < retries && budget >= 1 && timing.now() + delay < end) {
        budget--;
        await timing.wait(delay, caller);
      } else if (answer) {
        if (answer.response.ok) budget = Math.min(retryBudget, budget + earned);
        return answer;
      } else
        throw failure ?? new TimeoutError(request, `was not answered within ${time} ms, attempt ${attempt}`);
    }
  };
}

function lost(attempt: Attempt, cause: unknown): never {
  throw new ConnectionError(
    attempt,
    `got no complete answer, attempt ${attempt.attempt}: ${innermost(cause)}`,
    { cause },
  );
}
