import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { placeOf } from "./addresses.js";

/** A delivery that must not leave: the message says why and what would allow it. */
export class RefusedHostError extends Error {
  override readonly name = "RefusedHostError";
}

/** Keeps deliveries on this machine, but for hosts that were named; link-local addresses are refused even then. */
export interface EgressGuard {
  /** Checks a URL before anything is looked up. Throws RefusedHostError. */
  checkUrl(url: string): URL;
  /** Checks an address that a host turned out to have, when looked up or when connected. Throws RefusedHostError. */
  checkAddress(host: string, address: string): void;
  /** A DNS lookup whose answers are checked. It is never called for IP literals: those are for `checkUrl`. */
  readonly lookup: LookupFunction;
}

/** URLs whose check is remembered. */
const passedLimit = 1000;

/** `resolve` is node:dns's `lookup` unless a test brings its own. */
export function createEgressGuard(allowHosts: readonly string[], resolve = systemLookup): EgressGuard {
  const allowed = new Set(allowHosts.map(bareHost));

  function checkAddress(name: string, address: string): void {
    const host = bareHost(name);
    const place = placeOf(address);
    if (place === "link-local")
      throw new RefusedHostError(`${host} is the link-local address ${address}: never delivered to`);
    if (place === "elsewhere" && !allowed.has(host)) throw notAllowed(host, address);
  }

  // Parsing and looking through block lists takes as long as signing; the same few URLs come again and again.
  const passed = new Map<string, URL>();

  function checkUrl(text: string): URL {
    const known = passed.get(text);
    if (known !== undefined) return known;
    const url = checkNew(text);
    if (passed.size >= passedLimit) passed.clear();
    passed.set(text, url);
    return url;
  }

  function checkNew(text: string): URL {
    if (!URL.canParse(text)) throw new RefusedHostError(`${JSON.stringify(text)} is not an absolute URL`);
    const url = new URL(text);
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      throw new RefusedHostError(`${url.protocol} is not delivered to, only http: and https:`);
    }
    const host = bareHost(url.hostname);
    if (isIP(host) > 0) checkAddress(host, host);
    // No lookup for a name that is neither local nor allowed: a test suite should not ask the network's DNS about it.
    else if (!isLocalName(host) && !allowed.has(host)) throw notAllowed(host);
    return url;
  }

  const lookup: LookupFunction = (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, answers) => {
      if (error !== null) return callback(error, "", 0);
      const failed = refusal(() => answers.forEach(({ address }) => checkAddress(host, address)));
      const [first] = answers;
      if (failed !== undefined) return callback(failed, "", 0);
      if (options.all === true) return callback(null, answers as LookupAddress[]);
      return callback(null, first?.address ?? "", first?.family ?? 0);
    });
  };

  return { checkUrl, checkAddress, lookup };
}

/** The error that a check throws, as a value. */
export function refusal(check: () => void): Error | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Lower case, without the brackets of IPv6 and the root's dot. */
function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

/** RFC 6761 section 6.3. */
function isLocalName(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

function notAllowed(host: string, address = host): RefusedHostError {
  const resolved = address === host ? "" : ` (${address})`;
  return new RefusedHostError(
    `${host}${resolved} is not this machine. Allow it with allowHosts: [${JSON.stringify(host)}] or --allow-host ${host}`,
  );
}
