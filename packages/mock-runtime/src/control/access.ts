import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { placeOf } from "../deliveries/addresses.js";
import { headerOf, type PlainRequest } from "../http.js";
import { Problem } from "../problems.js";

/** Throws a 401 for who may not control the mock. */
export type Guard = (request: PlainRequest) => void;

/**
 * Callers on this machine need no token as long as the mock listens here only; everyone else does. A page of another origin, or a
 * name that was made to lead here, makes a browser on this machine call for somebody else: those count as elsewhere.
 */
export function createGuard(token: string | undefined, listensElsewhere: () => boolean): Guard {
  return (request) => {
    if (!listensElsewhere() && isFromHere(request)) return;
    const given = /^bearer +(\S+)\s*$/i.exec(headerOf(request, "authorization") ?? "")?.[1];
    if (given !== undefined && token !== undefined && isSame(given, token)) return;
    throw new Problem(401, why(given, token), [], { "www-authenticate": 'Bearer realm="control"' });
  };
}

function why(given: string | undefined, token: string | undefined): string {
  if (token === undefined) {
    return "The control API answers callers on its own machine only, as this mock has no control token. Start it with --control-token (option controlToken), then send authorization: bearer <control token>.";
  }
  const got = given === undefined ? "The request has no control token" : "This is not the control token";
  return `${got}. Send authorization: bearer <control token>.`;
}

/** Compares digests: the time that it takes tells nothing of the token. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function isFromHere(request: PlainRequest): boolean {
  const { remoteAddress } = request;
  // Without a socket the caller is this very process.
  if (remoteAddress !== undefined && placeOf(remoteAddress) !== "loopback") return false;
  const host = headerOf(request, "host");
  return isOfHere(host === undefined ? undefined : `http://${host}`) && isOfHere(headerOf(request, "origin"));
}

function isOfHere(origin: string | undefined): boolean {
  return origin === undefined || (URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname));
}

/** Whether a host, as one listens on it or names it in a URL, is this machine and cannot be reached from another. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  return bare === "localhost" || (isIP(bare) !== 0 && placeOf(bare) === "loopback");
}
