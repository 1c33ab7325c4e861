import { headerOf, type PlainRequest, type PlainResponse } from "./http.js";

/** Seconds that a browser may remember a preflight. */
const maxAge = "600";

/** What the CORS protocol (WHATWG Fetch, section 3.2) asks before a request: which of `methods` and headers may come. */
export function isPreflight({ method, headers }: PlainRequest): boolean {
  return (
    method === "OPTIONS" &&
    headers["origin"] !== undefined &&
    headers["access-control-request-method"] !== undefined
  );
}

/** Allows whatever was asked for: a mock that refused a page would only hide what the page does. */
export function preflightResponse(request: PlainRequest, methods: readonly string[]): PlainResponse {
  const asked = headerOf(request, "access-control-request-headers");
  const isPrivate = headerOf(request, "access-control-request-private-network") === "true";
  return {
    status: 204,
    headers: {
      allow: methods.join(", "),
      "access-control-allow-methods": methods.join(", "),
      ...(asked !== undefined && { "access-control-allow-headers": asked }),
      ...(isPrivate && { "access-control-allow-private-network": "true" }),
      "access-control-max-age": maxAge,
    },
    body: "",
  };
}

/** Lets the page that asked read the answer, cookies sent or not; `*` would not do for those. */
export function withCors(request: PlainRequest, response: PlainResponse): PlainResponse {
  const origin = headerOf(request, "origin");
  if (origin === undefined) return response;
  return {
    ...response,
    headers: {
      ...response.headers,
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": Object.keys(response.headers).join(", "),
      vary: "origin",
    },
  };
}
