import { refuse } from "../refuse.js";

/**
 * An API key, or what gives it for every attempt. After a 401 a function is asked once more, with `refused` true, and the request
 * sent again with what it gives.
 */
export type ApiKey = string | ((refused: boolean) => string | Promise<string>);

/** Puts a key into a request (OpenAPI 3.1 §4.8.27) and returns the URL to call. */
export type Authorise = (name: string, value: string, url: string, headers: Headers) => string;

/** Where the key of a security scheme goes: `inHeader`, `inQuery` or `inCookie`, its name there, and what stands before it. */
export type Scheme = readonly [write: Authorise, name: string, prefix?: string];

/** A key, and where it goes. */
export type Credential = readonly [scheme: Scheme, key: ApiKey];

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
 * Makes the function that tells an operation's credentials: of the alternatives that it names (`"bearer basic+key"`; by default the
 * API's first scheme) the first whose keys are all there, else none. Throws TypeError for a key that has no place or cannot be sent.
 */
export function credentialsOf(
  schemes: Readonly<Record<string, Scheme>> = {},
  apiKey: ApiKey | Readonly<Record<string, ApiKey | undefined>> = {},
): (wanted?: string) => readonly Credential[] {
  const names = Object.keys(schemes);
  const [first = "", second] = names;
  const isOne = typeof apiKey !== "object";
  if (isOne && second) refuse("apiKey", `Pass an object with a key for each scheme: ${names}`);
  const found: Record<string, Credential> = {};
  for (const [name, key] of Object.entries(isOne ? { [first]: apiKey } : apiKey)) {
    const scheme = schemes[name];
    if (!scheme && !isOne) refuse(`apiKey.${name}`, `There are ${names}`);
    if (scheme && key !== undefined)
      found[name] = [scheme, typeof key === "function" ? key : keyText(key, scheme[2])];
  }
  return (wanted = first) => {
    for (const alternative of wanted.split(" ")) {
      const all = alternative.split("+").flatMap((name) => [found[name] ?? []]);
      if (all.every((one): one is Credential => one.length > 0)) return all;
    }
    return [];
  };
}

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
