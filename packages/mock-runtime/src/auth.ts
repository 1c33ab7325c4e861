import type { MockDefinition, OperationDefinition, SecurityDefinition } from "./definition.js";
import { cookieOf, headerOf, type PlainRequest } from "./http.js";
import { Problem } from "./problems.js";
import { parseQuery } from "./serialised.js";

/**
 * A check of one operation's credentials; throws a 401. With no keys any value that is not empty is accepted, else it must be one
 * of them.
 */
export function createAuthenticator(
  definition: Pick<MockDefinition, "name" | "security">,
  operation: Pick<OperationDefinition, "security">,
  apiKeys: readonly string[],
): (request: PlainRequest) => void {
  const alternatives = operation.security.map((names) =>
    names.flatMap((name) => definition.security[name] ?? []),
  );
  if (alternatives.length === 0) return () => undefined;
  const accepts = (key: string | undefined, scheme: SecurityDefinition) =>
    key !== undefined &&
    key !== "" &&
    (apiKeys.length === 0 || apiKeys.includes(key) || (isBasic(scheme) && apiKeys.includes(decoded(key))));

  return (request) => {
    const satisfied = (scheme: SecurityDefinition) =>
      scheme.type === "mutualTLS" || accepts(keyOf(request, scheme), scheme);
    if (alternatives.some((schemes) => schemes.every(satisfied))) return;
    const schemes = alternatives.flat();
    const isWrong = schemes.some((scheme) => keyOf(request, scheme) && !satisfied(scheme));
    const isPart = schemes.some((scheme) => keyOf(request, scheme));
    const got = isWrong
      ? "The key is not one of this server's keys"
      : isPart
        ? "The request has only one of the keys that it needs"
        : "The request has no key";
    const ways = alternatives.map((all) => [...new Set(all.map(placeOf))].join(" and "));
    throw new Problem(401, `${got}. Send it as ${[...new Set(ways)].join(", or ")}.`, [], {
      "www-authenticate": challenge(definition.name, schemes[0]),
    });
  };
}

function placeOf({ in: place, name, prefix = "" }: SecurityDefinition): string {
  return `${place} ${name}: ${prefix}<key>`;
}

function isBasic({ type, prefix = "" }: SecurityDefinition): boolean {
  return type === "http" && prefix.trim().toLowerCase() === "basic";
}

/** User and password as `apiKeys` may have them, `user:password` (RFC 7617 section 2). */
function decoded(credentials: string): string {
  return Buffer.from(credentials, "base64").toString("utf8");
}

/** A reader of who asks an operation: the keys that its schemes find in a request, as one text. */
export function createCallerReader(
  definition: Pick<MockDefinition, "security">,
  operation: Pick<OperationDefinition, "security">,
): (request: PlainRequest) => string {
  const names = [...new Set(operation.security.flat())];
  const schemes = names.flatMap((name) => definition.security[name] ?? []);
  return (request) => schemes.map((scheme) => keyOf(request, scheme) ?? "").join("\n");
}

/** A reader of all keys in a request, wherever the API's schemes look for them. */
export function createKeyReader({
  security,
}: Pick<MockDefinition, "security">): (request: PlainRequest) => string[] {
  const schemes = Object.values(security);
  return (request) => schemes.flatMap((scheme) => keyOf(request, scheme) ?? []);
}

function keyOf(
  request: PlainRequest,
  { type, in: place, name, prefix = "" }: SecurityDefinition,
): string | undefined {
  const value = rawKey(request, place, name)?.trim();
  const word = prefix.trim();
  if (value === undefined) return undefined;
  // Before an API key its prefix may be left out; a scheme of HTTP (RFC 9110 section 11.4) tells whose credentials they are.
  const bare = type === "apiKey" ? value : undefined;
  if (value.slice(0, word.length).toLowerCase() !== word.toLowerCase()) return bare;
  // HTTP trims header values, so a prefix with nothing behind it arrives without its space: that is no key.
  const rest = value.slice(word.length);
  return rest === "" || rest.startsWith(" ") || word === prefix ? rest.trim() : bare;
}

function rawKey(request: PlainRequest, place: SecurityDefinition["in"], name: string): string | undefined {
  if (place === "header") return headerOf(request, name.toLowerCase());
  if (place === "cookie") return cookieOf(request, name);
  return parseQuery(request.path).get(name)?.[0];
}

/** RFC 9110 section 11.6.1. API keys have no registered scheme; `ApiKey` is what many servers answer. */
function challenge(realm: string, scheme: SecurityDefinition | undefined): string {
  const name = scheme?.prefix?.trim() || (scheme?.type === "http" ? "Bearer" : "ApiKey");
  return `${name} realm="${realm}"`;
}
