import { createHash } from "node:crypto";
import type { Clock } from "./clock/clock.js";
import { headerOf, type PlainRequest, type PlainResponse } from "./http.js";
import { Problem } from "./problems.js";
import type { Changes } from "./store/changes.js";

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
  /** The answers that are kept, oldest first. */
  snapshot(): SavedAnswer[];
  /** Puts answers in the place of those that there are. */
  restore(answers: readonly SavedAnswer[]): void;
}

/** An answer that is kept, as plain data. */
export interface SavedAnswer {
  /** Digest of operation, caller and key: the caller's key is nobody's business. */
  readonly id: string;
  /** Digest of the request. */
  readonly fingerprint: string;
  /** Milliseconds since 1970 on the mock's clock. */
  readonly until: number;
  readonly response: Pick<PlainResponse, "status" | "headers" | "body">;
}

interface Entry {
  readonly fingerprint: string;
  readonly until: number;
  /** Undefined while in flight. */
  response: PlainResponse | undefined;
}

export function createIdempotency(clock: Clock, changes?: Changes): Idempotency {
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
      if (response === undefined) continue;
      entries.delete(name);
      changes?.remove("answer", [name]);
    }
  }

  return {
    async run(scope, request, act) {
      const key = keyOf(request);
      const name = digest(`${scope}\n${key}`);
      const fingerprint = digest(`${request.path}\n`, request.body);
      const found = entries.get(name);
      if (found !== undefined && found.until > clock.now()) return replay(found, key, fingerprint);
      const entry: Entry = { fingerprint, until: clock.now() + retention, response: undefined };
      entries.delete(name);
      entries.set(name, entry);
      try {
        const response = await act();
        if (response.status >= 200 && response.status < 300) {
          entry.response = response;
          // Another may stand here since a reset.
          if (entries.get(name) === entry) changes?.put("answer", [name], () => entryOf(entry, response));
        }
        return response;
      } finally {
        if (entry.response === undefined && entries.get(name) === entry) entries.delete(name);
        forgetOldest();
      }
    },
    clear: () => entries.clear(),
    snapshot: () =>
      [...entries].flatMap(([id, entry]) =>
        entry.response === undefined ? [] : { id, ...entryOf(entry, entry.response) },
      ),
    restore(answers) {
      entries.clear();
      for (const { id, ...entry } of answers) entries.set(id, { ...entry });
    },
  };
}

function entryOf(
  { fingerprint, until }: Entry,
  { status, headers, body }: PlainResponse,
): Omit<SavedAnswer, "id"> {
  return { fingerprint, until, response: { status, headers, body } };
}

function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("base64");
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
