import type { ClientDefinition } from "./definition.js";
import { refuseUnknown } from "./known-names.js";
import { checkBaseUrl } from "./serialise/base-url.js";
import { setHeaders } from "./serialise/set-header.js";
import { checkApiKey, type ApiKey } from "./transport/auth.js";
import type { Hooks } from "./transport/hooks.js";
import type { SendSettings } from "./transport/send.js";

/** How a client is set up. Every member is optional. */
export interface ClientOptions extends Hooks {
  /** The key, or a function that gives it anew for every attempt (to rotate or refresh it). Absent: none is sent. */
  readonly apiKey?: ApiKey | undefined;
  /** One of the servers that the spec names; by default the first. Not together with `baseUrl`. */
  readonly server?: string | undefined;
  /** Where to send requests instead, e.g. `http://127.0.0.1:4010`. Not together with `server`. */
  readonly baseUrl?: string | undefined;
  /** Called as `fetch(url, init)`. Default: the global one, looked up at each call. */
  readonly fetch?: typeof fetch | undefined;
  /** How often a request may be sent again, 0 or more. Default 2. */
  readonly retries?: number | undefined;
  /** Milliseconds for each attempt, answer's body included unless it is a stream; Infinity for no limit. Default 30 000. */
  readonly timeout?: number | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What one call may set differently. */
export interface CallOptions {
  /** Ends the call, waits between retries included: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for each attempt of this call. */
  readonly timeout?: number | undefined;
  /** Put over the client's headers; one that carries the API key replaces the key. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** All of ClientOptions, in the order in which messages name them. */
export const clientOptions = [
  "apiKey",
  "server",
  "baseUrl",
  "fetch",
  "retries",
  "timeout",
  "headers",
  "onRequest",
  "onResponse",
] as const satisfies readonly (keyof ClientOptions)[];

/** All of CallOptions. */
export const callOptions = ["signal", "timeout", "headers"] as const satisfies readonly (keyof CallOptions)[];

/** Options, checked and completed. */
export interface Settings extends SendSettings {
  readonly baseUrl: string;
  readonly timeout: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Checks all options when the client is made, so that no call fails later for a typing error. Throws TypeError. */
export function settle(definition: ClientDefinition, options: ClientOptions): Settings {
  refuseUnknown(`The ${definition.name} client`, options, clientOptions);
  const { retries = 2, timeout = 30_000, headers = {}, apiKey, onRequest, onResponse } = options;
  if (!Number.isInteger(retries) || retries < 0) {
    throw new TypeError(
      `Option retries is ${String(retries)}. Pass a whole number, 0 (never send again) or more.`,
    );
  }
  if (options.fetch !== undefined && typeof options.fetch !== "function") {
    throw new TypeError(
      `Option fetch is a ${typeof options.fetch}. Pass a function with the signature of the global fetch.`,
    );
  }
  if (typeof apiKey === "string" && definition.auth) checkApiKey(apiKey);
  setHeaders(new Headers(), headers);
  return {
    baseUrl: chooseBaseUrl(definition, options),
    apiKey,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    retries,
    timeout: checkTimeout(timeout),
    headers,
    onRequest,
    onResponse,
  };
}

/** Above 2^31 - 1 ms timers fire at once: refused with the rest. */
export function checkTimeout(timeout: number): number {
  if (timeout > 0 && (timeout <= 2_147_483_647 || timeout === Infinity)) return timeout;
  throw new TypeError(
    `Option timeout is ${String(timeout)}. Pass milliseconds above 0 and up to 2147483647, or Infinity for no limit.`,
  );
}

function chooseBaseUrl({ name, servers }: ClientDefinition, { server, baseUrl }: ClientOptions): string {
  if (server !== undefined && baseUrl !== undefined) {
    throw new TypeError(
      "Options server and baseUrl were both given. Pass one: server names one of the spec's, baseUrl is any.",
    );
  }
  if (baseUrl !== undefined) return checkBaseUrl(baseUrl, "Option baseUrl");
  const keys = Object.keys(servers);
  const key = server ?? keys[0];
  if (key === undefined) throw new TypeError(`The ${name} API names no server. Pass the option baseUrl.`);
  const url = Object.hasOwn(servers, key) ? servers[key] : undefined;
  if (url !== undefined) return checkBaseUrl(url, `Server "${key}" of the ${name} API`);
  throw new TypeError(
    `Option server is "${key}", which the ${name} API does not have. Pass one of ${keys.join(", ")}, or the option baseUrl.`,
  );
}
