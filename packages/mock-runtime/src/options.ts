import type { Clock } from "./clock/clock.js";
import type { DeliveryReport } from "./deliveries/report.js";

/** How a mock differs from one without options. */
export interface MockOptions {
  /** The keys that are accepted. None: every key that is not empty. */
  readonly apiKeys?: readonly string[];
  /** Signs the deliveries. Default: random, or drawn from the seed. */
  readonly secret?: string;
  /** Same seed, same ids, secret and nonces. Default: random. */
  readonly seed?: number | string;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Hosts beside this machine that deliveries may go to, e.g. `receiver.test`. Link-local addresses are refused all the same. */
  readonly allowHosts?: readonly string[];
  /** Accepts values that an enum does not know, and any text as a URL. Default: false. */
  readonly lenient?: boolean;
  /** Longest request body in bytes. Default: 1 MiB. */
  readonly bodyLimit?: number;
  /** Real milliseconds that a receiver has for its whole answer. Default: 10,000. */
  readonly deliveryTimeout?: number;
  /** Called with each request once it is answered. */
  readonly onRequest?: (entry: RequestEntry) => void;
  /** Called with each delivery once it is over. */
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
}

/** Throws a TypeError for an option that cannot be meant. */
export function settingsOf(options: MockOptions): Settings {
  const {
    apiKeys = [],
    allowHosts = [],
    lenient = false,
    bodyLimit = 1024 * 1024,
    deliveryTimeout = 10_000,
  } = options;
  if (apiKeys.includes(""))
    throw new TypeError("apiKeys holds an empty key. Remove it; without keys every key is accepted.");
  if (options.secret === "") throw new TypeError("secret is empty. Leave it out for a random one.");
  for (const [name, value] of Object.entries({ bodyLimit, deliveryTimeout })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new TypeError(`${name} is ${String(value)}. Pass a whole number from 1.`);
    }
  }
  return { apiKeys, allowHosts, lenient, bodyLimit, deliveryTimeout };
}
