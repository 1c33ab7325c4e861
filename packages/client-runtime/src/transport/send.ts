import type { OperationDefinition } from "../definition.js";
import { AbortError } from "../errors/abort-error.js";
import { ConnectionError, innermost } from "../errors/connection-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import type { Settings } from "../options.js";
import { readBody, type Body } from "../response-body.js";
import type { RequestSummary } from "../result.js";
import { keyText, type Credential } from "./auth.js";
import type { Attempt } from "./hooks.js";
import { retryDelay } from "./retry.js";
import { within, type Timing } from "./timing.js";

/** A request that can be sent any number of times: its body is text, bytes, a Blob or a form, never a stream. */
export interface Outgoing {
  readonly headers: Headers;
  readonly body: BodyInit | undefined;
  /** Whether sending it twice does nothing twice, whatever its method. */
  readonly repeatable: boolean | undefined;
  readonly credentials: readonly Credential[];
}

/** An answer that is there to its last byte, unless its body is a stream. */
export interface Received {
  /** Status and headers; its body is read already, or handed on as `body`. */
  readonly response: Response;
  readonly body: Body;
}

/** What a success earns back of the retry budget, up to the whole. */
const earned = 0.1;

/** Sends requests until one is answered for good. Rejects with ConnectionError, TimeoutError or AbortError. */
export function createSend({ hooks, retryBudget, fetch: own }: Settings, timing: Timing) {
  let budget = retryBudget;

  return async (
    operation: OperationDefinition,
    request: RequestSummary,
    { headers, body, repeatable, credentials }: Outgoing,
    { timeout, totalTimeout, retries, signal: caller }: Settings,
  ): Promise<Received> => {
    const end = timing.now() + totalTimeout;
    const renews = credentials.some(([, key]) => typeof key === "function");
    let refused = false;

    const transmit = async (attempt: Attempt): Promise<Response> => {
      const { url, method, body: sent = null, signal } = attempt;
      let target = url;
      // hooks keep theirs, without the key; and another key must not meet the one before
      const carried = hooks[0] || renews ? new Headers(attempt.headers) : attempt.headers;
      for (const [[write, name, prefix], key] of credentials) {
        const text = typeof key === "string" ? key : keyText(await key(attempt.refused), prefix);
        target = write(name, text, target, carried);
      }
      const init: RequestInit = { method, headers: carried, body: sent, redirect: "manual", signal };
      try {
        const response = await (own ?? fetch)(target, init);
        // a key in the query must not reach whoever logs the response
        if (target !== url) Object.defineProperty(response, "url", { value: url });
        return response;
      } catch (cause) {
        throw lost(attempt, cause);
      }
    };
    const pass = hooks.reduceRight<(attempt: Attempt) => Promise<Response>>(
      (next, hook) => async (attempt) => hook({ ...attempt, headers: new Headers(attempt.headers) }, next),
      transmit,
    );

    for (let attempt = 1, repeats = 0; ; attempt++) {
      const time = Math.max(0, Math.min(timeout, end - timing.now()));
      let answer: Received | undefined;
      let failure: unknown;
      try {
        answer = await within(time, caller, async (ended) => {
          // a stream outlives its attempt, and the caller can still end it
          const signal = operation.responses.stream && caller ? AbortSignal.any([ended, caller]) : ended;
          const { operation: id, method, url } = request;
          const sent = { operation: id, method, url, headers, body, attempt, refused, signal };
          const response = await pass(sent);
          try {
            // an attempt is over with the body's last byte: one that stalls or breaks off has failed, and no socket stays open
            return { response, body: await readBody(operation, response) };
          } catch (cause) {
            throw lost(sent, cause);
          }
        });
      } catch (error) {
        if (caller?.aborted) throw new AbortError(request, "was aborted", { cause: caller.reason });
        // what a hook or the function for the key throws is no failure of the connection
        if (error && !(error instanceof ConnectionError)) throw error;
        failure = error;
      }
      const response = answer?.response;
      if (response?.status === 401 && renews && !refused) {
        refused = true;
        continue;
      }
      if (answer?.response.ok) {
        budget = Math.min(retryBudget, budget + earned);
        return answer;
      }
      const delay = retryDelay(request.method, repeatable, response, repeats, timing);
      if (repeats++ < retries && budget >= 1 && timing.now() + delay < end) {
        budget--;
        await timing.wait(delay, caller);
      } else if (answer) return answer;
      else
        throw failure ?? new TimeoutError(request, `was not answered within ${time} ms, attempt ${attempt}`);
    }
  };
}

function lost(attempt: Attempt, cause: unknown): ConnectionError {
  return new ConnectionError(
    attempt,
    `got no complete answer, attempt ${attempt.attempt}: ${innermost(cause)}`,
    { cause },
  );
}
