import type { ApiKeyDefinition } from "../definition.js";
import { percentEncode } from "../serialise/text.js";

/** An API key, or what gives it. */
export type ApiKey = string | (() => string | Promise<string>);

/** Refuses a key that cannot be sent. The TypeError never holds the key: it would end up in a log. */
export function checkApiKey(key: unknown): string {
  const trimmed = typeof key === "string" ? key.trim() : "";
  if (trimmed === "") {
    throw new TypeError(
      `The apiKey is ${typeof key === "string" ? "empty" : `of type ${typeof key}`}. Pass the key as text, or a function that returns it.`,
    );
  }
  const odd = trimmed.search(/[^\x21-\x7e ]/);
  if (odd < 0) return trimmed;
  throw new TypeError(
    `The apiKey holds a control or non-ASCII character at position ${odd + 1}. Pass the key as the API issued it.`,
  );
}

/**
 * Puts the key into a request as its security scheme says (OpenAPI 3.1 §4.8.27) and returns the URL to call. A header that
 * the caller set is left as it is.
 */
export function authorize(auth: ApiKeyDefinition, apiKey: string, url: string, headers: Headers): string {
  const key = checkApiKey(apiKey);
  const prefix = auth.prefix ?? "";
  const value = key.toLowerCase().startsWith(prefix.toLowerCase()) ? key : prefix + key;
  if (auth.in === "query") {
    return `${url}${url.includes("?") ? "&" : "?"}${percentEncode(auth.name)}=${percentEncode(value)}`;
  }
  if (auth.in === "cookie") {
    const others = headers.get("cookie");
    headers.set("cookie", `${others === null ? "" : `${others}; `}${auth.name}=${percentEncode(value)}`);
  } else if (!headers.has(auth.name)) headers.set(auth.name, value);
  return url;
}
