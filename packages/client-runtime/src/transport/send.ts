import type { ApiKeyDefinition } from "../definition.js";
import { NetworkError } from "../errors/network-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import type { RequestSummary } from "../result.js";
import { attempt } from "./attempt.js";
import { authorize, type ApiKey } from "./auth.js";
import type { Hooks } from "./hooks.js";
import { retryDelay } from "./retry.js";
import type { Timing } from "./timing.js";

/** A request that can be sent any number of times: its body is text, bytes, a Blob or a form, never a stream. */
export interface Outgoing extends RequestSummary {
  readonly headers: Headers;
  readonly body: BodyInit | null;
  /** Takes a response's body in. */
  readonly read: (response: Response) => Promise<Body>;
  /** Whether `read` may hand on a body that has not ended. */
  readonly streamed: boolean;
  /** Milliseconds for each attempt. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** What all requests of a client share on their way. */
export interface SendSettings extends Hooks {
  readonly apiKey: ApiKey | undefined;
  readonly fetch: typeof fetch;
  readonly retries: number;
}

/** A response's body: read to its end, but for a stream. */
export type Body = string | Blob | NonNullable<Response["body"]>;

/** An answer that is there to its last byte, unless its body is a stream. */
export interface Received {
  /** Status and headers; its body is read already, or handed on as `body`. */
  readonly response: Response;
  readonly body: Body;
}

/** Sends requests until one is answered for good. Rejects with NetworkError, TimeoutError or the caller's abort reason. */
export function createSend(auth: ApiKeyDefinition | undefined, settings: SendSettings, timing: Timing) {
  const { apiKey, fetch, retries, onRequest, onResponse } = settings;

  return async (request: Outgoing): Promise<Received> => {
    const { operation, method, url, timeout, signal, streamed } = request;
    const summary = { operation, method, url };
    for (let attempts = 1; ; attempts++) {
      const headers = new Headers(request.headers);
      await onRequest?.({ ...summary, attempt: attempts, headers });
      const key = typeof apiKey === "function" ? await apiKey() : apiKey;
      const target = auth === undefined || key === undefined ? url : authorize(auth, key, url, headers);

      const init: RequestInit = { method, headers, body: request.body, redirect: "manual" };
      // an attempt is over with the body's last byte: one that stalls or breaks off has failed, and no socket stays open
      const run = async (ended: AbortSignal): Promise<Received> => {
        // a stream outlives its attempt, and the caller can still end it
        const until = streamed && signal !== undefined ? AbortSignal.any([ended, signal]) : ended;
        const response = await fetch(target, { ...init, signal: until });
        const body = await request.read(response);
        // a key in the query must not reach whoever logs the response
        if (target !== url) Object.defineProperty(response, "url", { value: url });
        return { response, body };
      };
      const outcome = await attempt(run, timeout, signal);
      const response = outcome.answer?.response;
      if (response) {
        await onResponse?.({
          ...summary,
          attempt: attempts,
          status: response.status,
          headers: response.headers,
        });
      }

      const delay = attempts > retries ? undefined : retryDelay(method, response, attempts, timing);
      if (delay !== undefined) await timing.wait(delay, signal);
      else if (outcome.answer) return outcome.answer;
      else if (outcome.timedOut) throw new TimeoutError(summary, attempts, timeout, outcome.cause);
      else throw new NetworkError(summary, attempts, outcome.cause);
    }
  };
}
