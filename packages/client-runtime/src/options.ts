import type { ClientDefinition } from "./definition.js";
import { refuse } from "./refuse.js";
import { credentialsOf, type ApiKey } from "./transport/auth.js";
import type { Hook } from "./transport/hooks.js";
import type { Validate, Validation } from "./validation.js";

/** What one call may set differently. */
export interface CallOptions {
  /** Ends the call, waits between retries included: it rejects with AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for each attempt, the answer's body included unless it is a stream; Infinity for no limit. Default 30 000. */
  readonly timeout?: number | undefined;
  /** Milliseconds for all attempts of a call and the waits between them; Infinity for no limit. Default 120 000. */
  readonly totalTimeout?: number | undefined;
  /** How often a request may be sent again, 0 or more. Default 2. */
  readonly retries?: number | undefined;
  /** Put over the client's headers; one that carries the API key replaces the key. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** How a client is set up. Every member is optional; those of CallOptions hold for calls that do not set them. */
export interface ClientOptions extends CallOptions {
  /**
   * The key, or a function that gives it for every attempt, and once more when it was refused (401). Where the API has several security
   * schemes, one by the name of each. Absent: none is sent.
   */
  readonly apiKey?: ApiKey | Readonly<Record<string, ApiKey | undefined>> | undefined;
  /** One of the servers that the spec names; by default the first. Not together with `baseUrl`. */
  readonly server?: string | undefined;
  /** Where to send requests instead, e.g. `http://127.0.0.1:4010`. Not together with `server`. */
  readonly baseUrl?: string | undefined;
  /** Called as `fetch(url, init)`. Default: the global one, looked up at each call. */
  readonly fetch?: typeof fetch | undefined;
  /** Retries that may be spent when calls fail one after the other; each success earns a tenth of one back. Default 10. */
  readonly retryBudget?: number | undefined;
  /** What stands around every attempt, the first outermost. `logger()` makes one. */
  readonly hooks?: readonly Hook[] | undefined;
}

/** Options of a client whose validators were emitted. */
export interface ValidationOptions {
  /**
   * Whether JSON answers are held against the spec: `warn` writes to the console what does not fit, `throw` rejects with
   * ValidationError. Needs `validators`. Default `off`.
   */
  readonly validate?: Validation | undefined;
  /** The package's `/validators`, passed in so that bundles without it do not carry them. */
  readonly validators?: Validate | undefined;
}

/** Options, checked and completed. */
export interface Settings extends ClientOptions, ValidationOptions {
  readonly baseUrl: string;
  readonly credentials: ReturnType<typeof credentialsOf>;
  readonly hooks: readonly Hook[];
  readonly timeout: number;
  readonly totalTimeout: number;
  readonly retries: number;
  readonly retryBudget: number;
}

const ofCall = { timeout: 30_000, totalTimeout: 120_000, retries: 2, signal: undefined, headers: undefined };
const ofClient = {
  ...ofCall,
  retryBudget: 10,
  hooks: [],
  apiKey: undefined,
  server: undefined,
  baseUrl: undefined,
  fetch: undefined,
  validate: "off",
  validators: undefined,
} as const;

/** Checks all options when the client is made, so that no call fails later for a typing error. Throws TypeError. */
export function settle(
  { servers, auth }: ClientDefinition,
  options: ClientOptions & ValidationOptions,
): Settings {
  const keys = Object.keys(servers);
  const { server = keys[0] ?? "", baseUrl, apiKey, validate = "off", validators } = options;
  // in browsers it may be relative to the page
  const page = baseUrl?.startsWith("/") ? globalThis.location?.origin : "";
  const url = baseUrl === undefined && Object.hasOwn(servers, server) ? servers[server] : `${page}${baseUrl}`;
  if (!url || !/^https?:\/\/[^/?#@]+(\/[^?#]*)?$/i.test(url) || (baseUrl && options.server)) {
    refuse(
      "server or baseUrl",
      `Pass one: of the servers ${keys}; or an http(s) URL without user, query and fragment`,
    );
  }
  if (validate !== "off" && !validators) refuse("validate", "Pass the package's validators, too");
  const credentials = credentialsOf(auth, apiKey);
  return { ...over(ofClient, options, ofClient), baseUrl: url.replace(/\/+$/, ""), credentials };
}

/** The options of one call over those of its client. */
export function forCall(settings: Settings, options: CallOptions): Settings {
  return over(ofCall, options, settings);
}

/** Puts given options over those that stand. Throws TypeError for a name that is not known, and for a number that no timer holds. */
function over<Base extends object>(known: object, given: object, base: Base): Base {
  const all = { ...base } as Record<string, unknown>;
  for (const [name, value] of Object.entries(given)) {
    if (!(name in known)) refuse(name, `There are ${Object.keys(known).join(", ")}`);
    if (value === undefined) continue;
    if (typeof all[name] === "number" && !(value >= 0)) refuse(name, "Pass a number, 0 or more");
    all[name] = value;
  }
  return all as Base;
}
