import { createHash } from "node:crypto";
import type { Clock } from "./clock/clock.js";
import { headerOf, type PlainRequest, type PlainResponse } from "./http.js";
import { Problem } from "./problems.js";

/** Answers kept at most; the oldest go first. */
const keptAnswers = 1000;
/** Milliseconds of the mock's clock. */
const retention = 24 * 3_600_000;
const longestKey = 255;

/** Answers by Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), so that a request sent again is not done again. */
export interface Idempotency {
  /**
   * Runs `act` unless this key of this scope has been answered. Only answers that did something (2xx) are kept: after a refusal
   * nothing has happened, so it may be tried again. Throws problems 400 (no key), 409 (in flight) and 422 (another request).
   */
  run(scope: string, request: PlainRequest, act: () => Promise<PlainResponse>): Promise<PlainResponse>;
  clear(): void;
}

interface Entry {
  readonly fingerprint: string;
  readonly until: number;
  /** Undefined while in flight. */
  response: PlainResponse | undefined;
}

export function createIdempotency(clock: Clock): Idempotency {
  const entries = new Map<string, Entry>();

  function replay(entry: Entry, key: string, fingerprint: string): PlainResponse {
    if (entry.fingerprint !== fingerprint) {
      throw new Problem(
        422,
        `The idempotency key ${JSON.stringify(key)} was used for another request. Send the same request, or a new key.`,
      );
    }
    if (entry.response === undefined) {
      const detail = `The first request with the idempotency key ${JSON.stringify(key)} is still being answered. Try again soon.`;
      throw new Problem(409, detail, [], { "retry-after": "1" });
    }
    return { ...entry.response, headers: { ...entry.response.headers, "idempotency-replayed": "true" } };
  }

  /** Makes room by the oldest answer; requests in flight stay, each has a connection that bounds them. */
  function forgetOldest(): void {
    for (const [name, { response }] of entries) {
      if (entries.size <= keptAnswers) return;
      if (response !== undefined) entries.delete(name);
    }
  }

  return {
    async run(scope, request, act) {
      const key = keyOf(request);
      const name = `${scope}\n${key}`;
      const fingerprint = createHash("sha256")
        .update(`${request.path}\n`)
        .update(request.body)
        .digest("base64");
      const found = entries.get(name);
      if (found !== undefined && found.until > clock.now()) return replay(found, key, fingerprint);
      const entry: Entry = { fingerprint, until: clock.now() + retention, response: undefined };
      entries.delete(name);
      entries.set(name, entry);
      try {
        const response = await act();
        if (response.status >= 200 && response.status < 300) entry.response = response;
        return response;
      } finally {
        // Another may stand here since a reset.
        if (entry.response === undefined && entries.get(name) === entry) entries.delete(name);
        forgetOldest();
      }
    },
    clear: () => entries.clear(),
  };
}

/** A structured string (RFC 9651) as the draft wants it, or the bare text that most clients send. */
function keyOf(request: PlainRequest): string {
  const text = headerOf(request, "idempotency-key")?.trim() ?? "";
  const key = /^"(?:[^"\\]|\\.)*"$/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text;
  if (key !== "" && key.length <= longestKey) return key;
  const got = key === "" ? "empty" : `${key.length} characters long`;
  throw new Problem(
    400,
    `The idempotency-key header is ${got}. Send 1 to ${longestKey} characters, e.g. a UUID.`,
  );
}
