import type { ClientDefinition, OperationDefinition } from "./definition.js";
import { headersOf } from "./exchange.js";
import { forCall, settle, type CallOptions, type ClientOptions, type ValidationOptions } from "./options.js";
import { readResult } from "./read-result.js";
import { serialiseRequest } from "./serialise/request.js";
import { createSend } from "./transport/send.js";
import { realTiming, type Timing } from "./transport/timing.js";

/** What all operations of a client are called through. */
export interface Caller {
  /**
   * Calls one operation with its flat argument (parameters by key, and `body`). Resolves with a result whatever was answered.
   * Rejects with TypeError before anything is sent when the argument is bad, with ConnectionError or TimeoutError when no complete
   * answer came, and with AbortError when the caller's signal was aborted.
   */
  $call<R>(operation: OperationDefinition, argument?: object, options?: CallOptions): Promise<R>;
}

/** Makes the caller that all operations of a generated client share. Throws TypeError for options that cannot work. */
export function createCaller(
  definition: ClientDefinition,
  options: ClientOptions & ValidationOptions = {},
  timing: Timing = realTiming,
): Caller {
  const settings = settle(definition, options);
  const send = createSend(settings, timing);

  return {
    async $call<R>(operation: OperationDefinition, argument?: object, call?: CallOptions) {
      const { id, method } = operation;
      const chosen = call ? forCall(settings, call) : settings;
      const { path, query, headers, body, repeatable } = serialiseRequest(operation, argument);
      const target = query[0] ? `${path}?${query.join("&")}` : path;
      const request = { operation: id, method, url: settings.baseUrl + target };
      // later ones win: the client's, the argument's, the call's
      const merged = headersOf(`${method} ${target}`, { accept }, settings.headers, headers, call?.headers);
      const outgoing = {
        headers: merged,
        body,
        repeatable,
        credentials: settings.credentials(operation.auth),
      };
      const answer = await send(operation, request, outgoing, chosen);
      // R is what the spec documents; the generated method names it
      return readResult(operation, request, answer, settings) as R;
    },
  };
}

const accept = "application/json, */*;q=0.8";
