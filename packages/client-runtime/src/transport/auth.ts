/**
 * An API key, or what gives it for every attempt. After a 401 a function is asked once more, with `refused` true, and the request
 * sent again with what it gives.
 */
export type ApiKey = string | ((refused: boolean) => string | Promise<string>);

/** Puts a key into a request (OpenAPI 3.1 §4.8.27) and returns the URL to call. */
export type Authorise = (name: string, value: string, url: string, headers: Headers) => string;

/** In a header. One that the caller set is left as it is. */
export const inHeader: Authorise = (name, value, url, headers) => {
  if (!headers.has(name)) headers.set(name, value);
  return url;
};

/** In the query. */
export const inQuery: Authorise = (name, value, url) =>
  `${url}${url.includes("?") ? "&" : "?"}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;

/** In a cookie, beside others. Those of an attempt before may hold it. */
export const inCookie: Authorise = (name, value, url, headers) => {
  const pair = `${name}=${encodeURIComponent(value)}`;
  const others = (headers.get("cookie") ?? "").split("; ").filter((other) => other && other !== pair);
  headers.set("cookie", [...others, pair].join("; "));
  return url;
};

/**
 * The key with its prefix, which it may have already (compared case-insensitively). The TypeError for one that cannot be sent never
 * holds it: it would end up in a log.
 */
export function keyText(key: unknown, prefix = ""): string {
  const text = `${key ?? ""}`.trim();
  if (!/^[ -~]+$/.test(text))
    throw new TypeError(
      "The apiKey is empty or holds characters that no header can. Pass it as it was issued.",
    );
  return text.toLowerCase().startsWith(prefix.toLowerCase()) ? text : prefix + text;
}
