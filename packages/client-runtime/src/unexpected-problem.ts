/** Stands in for an error body that the spec does not describe; shaped like a problem document (RFC 9457 §4.2.1). */
export interface UnexpectedProblem {
  readonly type: "about:blank";
  readonly title: string;
  /** The HTTP status; 0 where a browser hides it. */
  readonly status: number;
  /** What the body says, shortened, or that there was none. */
  readonly detail: string;
  /** The body: parsed where it is JSON, else its text. Absent when it was empty. */
  readonly body?: unknown;
}

const longestDetail = 300;

/** Describes a body that is not what the spec promises. `title` defaults to the body's own, then to the status line. */
export function unexpectedProblem(response: Response, body: unknown, title?: string): UnexpectedProblem {
  const empty = body === undefined || body === "";
  return {
    type: "about:blank",
    title: title ?? member(body, "title") ?? (response.statusText || `HTTP ${response.status}`),
    status: response.status,
    detail: empty ? "The server sent no body." : (member(body, "detail") ?? shorten(body)),
    ...(empty ? {} : { body }),
  };
}

/** A redirect is not followed: only the origin that the user chose may see the API key. */
export function redirectProblem(response: Response, requestUrl: string): UnexpectedProblem {
  const location = response.headers.get("location");
  return {
    type: "about:blank",
    title: "Redirect not followed",
    status: response.status,
    detail:
      `The server redirects to ${location === null ? "another address" : withoutQuery(location, requestUrl)}. ` +
      "Redirects are not followed, so that the API key reaches no other server. Pass the final address as baseUrl.",
  };
}

/** A server may copy the query into its redirect, and with it a key that travels there. */
function withoutQuery(location: string, base: string): string {
  if (!URL.canParse(location, base)) return "an unreadable address";
  const { origin, pathname } = new URL(location, base);
  return origin + pathname;
}

function member(body: unknown, name: "title" | "detail"): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const value = (body as Record<string, unknown>)[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function shorten(body: unknown): string {
  const text = typeof body === "string" ? body.replace(/\s+/g, " ").trim() : JSON.stringify(body);
  return text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text;
}
