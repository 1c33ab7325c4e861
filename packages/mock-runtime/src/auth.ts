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
  const accepts = (key: string | undefined) =>
    key !== undefined && key !== "" && (apiKeys.length === 0 || apiKeys.includes(key));

  return (request) => {
    const satisfied = (scheme: SecurityDefinition) =>
      scheme.type === "mutualTLS" || accepts(keyOf(request, scheme));
    if (alternatives.some((schemes) => schemes.every(satisfied))) return;
    const schemes = alternatives.flat();
    const given = schemes.some((scheme) => keyOf(request, scheme));
    const places = schemes.map(({ in: place, name, prefix = "" }) => `${place} ${name}: ${prefix}<key>`);
    const got = given ? "The key is not one of this server's keys" : "The request has no key";
    throw new Problem(401, `${got}. Send it as ${[...new Set(places)].join(", or ")}.`, [], {
      "www-authenticate": challenge(definition.name, schemes[0]),
    });
  };
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
  { in: place, name, prefix = "" }: SecurityDefinition,
): string | undefined {
  const value = rawKey(request, place, name)?.trim();
  const word = prefix.trim();
  if (value === undefined || value.slice(0, word.length).toLowerCase() !== word.toLowerCase()) return value;
  // HTTP trims header values, so a prefix with nothing behind it arrives without its space: that is no key.
  const rest = value.slice(word.length);
  return rest === "" || rest.startsWith(" ") || word === prefix ? rest.trim() : value;
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
