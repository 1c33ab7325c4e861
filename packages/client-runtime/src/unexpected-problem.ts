/** Stands in for a body that the spec does not describe; shaped like a problem document (RFC 9457 §4.2.1). */
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

/** Describes an answer that is not what the spec promises. `body` is its JSON, else its text. */
export function describeAnswer(
  { status, statusText, ok, type, headers }: Response,
  body: unknown,
): UnexpectedProblem {
  const said = Object(body) as { readonly title?: string; readonly detail?: string };
  const text = typeof body === "string" ? body.replace(/\s+/g, " ").trim() : JSON.stringify(body);
  let title = ok ? "Not the body that the spec promises" : said.title || statusText || `HTTP ${status}`;
  let detail = said.detail || text || "The server sent no body.";
  const location = headers.get("location");
  // a redirect is not followed: only the origin that the user chose may see the API key, which a server may repeat in a query
  if (type === "opaqueredirect" || (location && status < 400)) {
    title = "Redirect not followed";
    detail = `The server redirects to ${location?.split(/[?#]/)[0] ?? "another address"}. Pass the final address as baseUrl.`;
  }
  // what says title and detail may be anything
  detail = `${detail}`.replace(/^([^]{300})[^]+/, "$1…");
  return { type: "about:blank", title: `${title}`, status, detail, ...(body === "" ? {} : { body }) };
}
