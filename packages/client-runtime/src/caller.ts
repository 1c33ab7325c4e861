import type { ClientDefinition, OperationDefinition } from "./definition.js";
import { createExchange } from "./exchange.js";
import { refuseUnknown } from "./known-names.js";
import { callOptions, checkTimeout, settle, type CallOptions, type ClientOptions } from "./options.js";
import { bodyReader, isStreamed, readResult } from "./read-result.js";
import type { RequestSummary } from "./result.js";
import { serialiseRequest } from "./serialise/request.js";
import { setHeaders } from "./serialise/set-header.js";
import { createSend } from "./transport/send.js";
import { realTiming, type Timing } from "./transport/timing.js";

/**
 * Calls one operation with its flat argument (parameters by key, and `body`). Resolves with a result whatever was answered.
 * Rejects with TypeError before anything is sent when the argument is bad, with NetworkError or TimeoutError when no
 * answer came, and with the signal's reason when the caller aborted.
 */
export type Caller = <R>(
  operation: OperationDefinition,
  argument?: object,
  options?: CallOptions,
) => Promise<R>;

/** Makes the function that all methods of a generated client share. Throws TypeError for options that cannot work. */
export function createCaller(definition: ClientDefinition, options: ClientOptions = {}): Caller {
  return createTimedCaller(definition, options, realTiming);
}

/** `createCaller` with a clock of one's own. */
export function createTimedCaller(
  definition: ClientDefinition,
  options: ClientOptions,
  timing: Timing,
): Caller {
  const settings = settle(definition, options);
  const exchange = createExchange(settings.baseUrl);
  const send = createSend(definition.auth, settings, timing);

  return async <R>(operation: OperationDefinition, argument?: object, call: CallOptions = {}) => {
    refuseUnknown(`${operation.id}: the options`, call, callOptions);
    // later ones win: defaults, the client's, the argument's, the call's
    const headers = new Headers({ accept: "application/json, */*;q=0.8" });
    setHeaders(headers, settings.headers);
    const { target, body } = serialiseRequest(operation, argument, headers);
    setHeaders(headers, call.headers);

    const { id, method } = operation;
    const request: RequestSummary = { operation: id, method, url: settings.baseUrl + target };
    const read = bodyReader(operation);
    const streamed = isStreamed(operation);
    const timeout = checkTimeout(call.timeout ?? settings.timeout);
    const plain = { method, url: target, headers, ...(body === undefined ? {} : { body }) };
    const answer = await exchange(plain, (built) =>
      send({
        ...request,
        headers: built.headers,
        body: built.body ?? null,
        read,
        streamed,
        timeout,
        signal: call.signal,
      }),
    );
    // R is what the spec documents; the generated method names it
    return readResult(operation, answer, request) as R;
  };
}
