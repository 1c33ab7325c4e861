import type { Clock } from "./clock/clock.js";
import type { DeliveryReport } from "./deliveries/report.js";
import type { Transport } from "./deliveries/transport.js";
import { instant, milliseconds } from "./clock/duration.js";
import { show } from "./json.js";
import { refuseUnknown, type Known } from "./known-options.js";
import type { RateLimit } from "./rate-limit.js";

/** How a mock differs from one without options. */
export interface MockOptions {
  /** The keys that are accepted. None: every key that is not empty. */
  readonly apiKeys?: readonly string[];
  /** Signs the deliveries. Default: random, or drawn from the seed. */
  readonly secret?: string;
  /** Same seed, same ids, secret and nonces. Default: random. */
  readonly seed?: number | string;
  /** `real` is the machine's, `virtual` stands still until `mock.clock` moves it. Default: `real`. */
  readonly clock?: "real" | "virtual" | Clock;
  /** When a virtual clock starts. Default: the machine's time, with a seed 2024-01-01T00:00:00Z. */
  readonly now?: Date | string;
  /**
   * File that keeps the state beyond this process: what was answered, or resolved, is there after a kill. Made when it is missing; one
   * mock at a time. Without a seed the first start draws one, which the file keeps. Default: state ends with the process.
   */
  readonly state?: string;
  /** Hosts beside this machine that deliveries may go to, e.g. `receiver.test`. Link-local addresses are refused all the same. */
  readonly allowHosts?: readonly string[];
  /** Accepts values that an enum does not know, and any text as a URL. Default: false. */
  readonly lenient?: boolean;
  /** Longest request body in bytes. Default: 1 MiB. */
  readonly bodyLimit?: number;
  /** Real milliseconds that a receiver has for its whole answer. Default: 10,000, under a virtual clock 1,000. */
  readonly deliveryTimeout?: number;
  /** Requests that `mock.requests` keeps, the latest. Their bodies take 32 MiB at most. Default: 200 (a thousand cost a seventh of the speed). */
  readonly logLimit?: number;
  /** Subscriptions can be created on existing connections only, else 422, or 404 where the path names it. Default: false. */
  readonly strict?: boolean;
  /** Attempts that `mock.deliveries` keeps, the latest. Their bodies take 64 Mi characters at most. Default: 10,000. */
  readonly deliveryLogLimit?: number;
  /** Events that may wait in one native subscription; more are dropped, which is logged. Default: 1,000. */
  readonly queueLimit?: number;
  /** Sends the headers of Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`) too. Default: false. */
  readonly standardWebhooks?: boolean;
  /** Gets the deliveries in the network's place: no sockets, no checks of hosts. */
  readonly transport?: Transport;
  /** Answers preflights and lets pages of every origin read the answers. Default: true. */
  readonly cors?: boolean;
  /**
   * Checks each answer against the spec and answers 500 instead of one that does not fit, overrides included. Default: true in
   * vitest and where NODE_ENV is `test`.
   */
  readonly checkResponses?: boolean;
  /** Refuses requests of a key beyond so many in a window of the mock's clock (429). Default: none. */
  readonly rateLimit?: RateLimit;
  /** Answers the control API under `/_hookspec/`. Default: true. */
  readonly control?: boolean;
  /** Lets callers of other machines use the control API, as `authorization: bearer <token>`. Default: they may not. */
  readonly controlToken?: string;
  /** `header`: a request makes the namespace that its header `x-hookspec-namespace` names. Default: it must be there. */
  readonly namespaces?: "header";
  /** Namespaces beside `default`. Default: 1,000. */
  readonly namespaceLimit?: number;
  /** Called with each request once it is answered. */
  readonly onRequest?: (entry: RequestEntry) => void;
  /** Called with each attempt of a delivery once it is over. */
  readonly onDelivery?: (report: DeliveryReport) => void;
}

/** One request as a log shows it. */
export interface RequestEntry {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
  /** Real milliseconds from the whole request to its answer. */
  readonly ms: number;
}

/** Options with what was left out filled in. */
export interface Settings {
  readonly apiKeys: readonly string[];
  readonly allowHosts: readonly string[];
  readonly lenient: boolean;
  readonly bodyLimit: number;
  readonly deliveryTimeout: number;
  readonly logLimit: number;
  readonly strict: boolean;
  readonly deliveryLogLimit: number;
  readonly queueLimit: number;
  readonly namespaceLimit: number;
  readonly standardWebhooks: boolean;
  /** Start of a virtual clock, undefined for any other. */
  readonly start: number | undefined;
  readonly cors: boolean;
  readonly checkResponses: boolean;
  readonly rateLimit: RateLimit | undefined;
}

const known: Known<MockOptions> = {
  apiKeys: true,
  secret: true,
  seed: true,
  clock: true,
  now: true,
  state: true,
  allowHosts: true,
  lenient: true,
  bodyLimit: true,
  deliveryTimeout: true,
  logLimit: true,
  strict: true,
  deliveryLogLimit: true,
  queueLimit: true,
  standardWebhooks: true,
  transport: true,
  cors: true,
  checkResponses: true,
  rateLimit: true,
  control: true,
  controlToken: true,
  namespaces: true,
  namespaceLimit: true,
  onRequest: true,
  onDelivery: true,
};

/** Throws a TypeError for an option that cannot be meant. */
export function settingsOf(options: MockOptions): Settings {
  refuseUnknown("createMock", options, known);
  checkClock(options.clock);
  if (options.namespaces !== undefined && options.namespaces !== "header")
    throw new TypeError(`namespaces is ${show(options.namespaces)}. Pass "header", or leave it out.`);
  const {
    apiKeys = [],
    allowHosts = [],
    lenient = false,
    bodyLimit = 1024 * 1024,
    deliveryTimeout = options.clock === "virtual" ? 1000 : 10_000,
    logLimit = 200,
    strict = false,
    deliveryLogLimit = 10_000,
    queueLimit = 1000,
    namespaceLimit = 1000,
    standardWebhooks = false,
    cors = true,
    checkResponses = process.env["NODE_ENV"] === "test" || process.env["VITEST"] !== undefined,
    rateLimit,
  } = options;
  if (apiKeys.includes(""))
    throw new TypeError("apiKeys holds an empty key. Remove it; without keys every key is accepted.");
  if (options.controlToken === "" || /\s/.test(options.controlToken ?? ""))
    throw new TypeError("controlToken is empty or has white space in it. Pass a word, or leave it out.");
  if (options.state === "") throw new TypeError("state is empty. Pass a path, or leave it out.");
  if (options.secret === "") throw new TypeError("secret is empty. Leave it out for a random one.");
  const numbers = {
    bodyLimit,
    deliveryTimeout,
    logLimit,
    deliveryLogLimit,
    queueLimit,
    namespaceLimit,
    "rateLimit.limit": rateLimit?.limit ?? 1,
  };
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new TypeError(`${name} is ${String(value)}. Pass a whole number from 1.`);
    }
  }
  if (rateLimit !== undefined && milliseconds(rateLimit.window) === 0)
    throw new TypeError('rateLimit.window is 0. Pass a span such as "1m".');
  return {
    apiKeys,
    allowHosts,
    lenient,
    bodyLimit,
    deliveryTimeout,
    logLimit,
    strict,
    deliveryLogLimit,
    queueLimit,
    namespaceLimit,
    standardWebhooks,
    start: startOf(options),
    cors,
    checkResponses,
    rateLimit,
  };
}

function checkClock(clock: MockOptions["clock"]): void {
  if (clock === undefined || clock === "real" || clock === "virtual") return;
  if (typeof clock === "object" && typeof clock?.now === "function" && typeof clock.schedule === "function")
    return;
  throw new TypeError(
    `clock is ${show(clock)}. Pass "real", "virtual", or an object with the functions now and schedule.`,
  );
}

/** With a seed a run shall be the same every day. */
const seededStart = "2024-01-01T00:00:00Z";

function startOf({ clock, now, seed }: MockOptions): number | undefined {
  if (clock === "virtual")
    return now === undefined && seed === undefined ? Date.now() : instant(now ?? seededStart);
  if (now === undefined) return undefined;
  throw new TypeError(
    'now sets the start of a virtual clock. Pass clock: "virtual" with it, or leave it out.',
  );
}
