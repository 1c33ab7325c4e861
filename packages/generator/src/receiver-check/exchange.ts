import { Agent as HttpAgent, request as httpRequest, STATUS_CODES, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** An unbounded answer must not fill the memory of the one who asks. */
const maxAnswerBytes = 1_048_576;

export interface Exchange {
  readonly url: URL;
  readonly lookup: LookupFunction;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Milliseconds until the wait for an answer ends. */
  readonly limitMs: number;
  /** Without a content-length, in chunks (RFC 9112, section 7.1). */
  readonly chunked?: boolean;
  /** Milliseconds over which the body is spread. */
  readonly dripMs?: number;
  /** Milliseconds before the answer is read. */
  readonly readAfterMs?: number;
  /** Called when the answer begins. */
  readonly onAnswer?: () => void;
  /** Close the connection after half of the body, or after all of it and before the answer is read. */
  readonly hangUp?: "half-sent" | "before-answer";
  /** Keeps connections for later exchanges. */
  readonly agent?: HttpAgent | HttpsAgent;
}

/** What came back. */
export type Answer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly body: string;
      readonly ms: number;
    }
  | { readonly kind: "silent"; readonly why: string; readonly ms: number };

/** One request and its answer, redirects not followed. Never rejects: what went wrong is the answer. */
export function exchange(one: Exchange): Promise<Answer> {
  return new Promise((resolve) => {
    const started = performance.now();
    const ms = () => Math.round(performance.now() - started);
    const send = one.url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(one.url, {
      method: one.method,
      lookup: one.lookup,
      agent: one.agent ?? false,
      headers: {
        ...one.headers,
        ...(one.chunked === true || one.body.length === 0 ? {} : { "content-length": one.body.length }),
      },
    });
    const finish = (answer: Answer) => {
      clearTimeout(timer);
      if (one.agent === undefined || answer.kind === "silent") request.destroy();
      resolve(answer);
    };
    const silent = (why: string) => finish({ kind: "silent", why, ms: ms() });
    const timer = setTimeout(() => silent(`no answer within ${one.limitMs} ms`), one.limitMs);
    request.on("error", (error) => silent(reasonOf(error)));
    request.on("response", (response) => {
      const answeredMs = ms();
      one.onAnswer?.();
      readBody(response, one.readAfterMs ?? 0).then(
        (body) =>
          finish({
            kind: "answered",
            status: response.statusCode ?? 0,
            retryAfter: response.headers["retry-after"],
            body,
            ms: answeredMs,
          }),
        (error: unknown) => silent(`the answer broke off (${reasonOf(error)})`),
      );
    });
    write(request, one).then((hungUp) => {
      if (hungUp) silent("we closed the connection");
    }, silent);
  });
}

/** An answer in words, with the beginning of what the receiver said. */
export function describeAnswer(answer: Answer): string {
  if (answer.kind === "silent") return `no answer: ${answer.why}`;
  const { status, retryAfter, body, ms } = answer;
  const retry = retryAfter === undefined ? "" : `, Retry-After: ${retryAfter}`;
  const text = body
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 100);
  return `${`${status} ${STATUS_CODES[status] ?? ""}`.trim()} after ${ms} ms${retry}${text === "" ? "" : `, saying ${JSON.stringify(text)}`}`;
}

async function write(request: ReturnType<typeof httpRequest>, one: Exchange): Promise<boolean> {
  if (one.hangUp === "half-sent") {
    request.write(one.body.subarray(0, one.body.length >> 1));
    await pause(50); // enough for the half to leave, so that the receiver has begun to read
    return true;
  }
  if (one.dripMs !== undefined) {
    const pieces = 20;
    const size = Math.ceil(one.body.length / pieces);
    for (let at = 0; at < one.body.length && !request.destroyed; at += size) {
      request.write(one.body.subarray(at, at + size));
      await pause(one.dripMs / pieces);
    }
    request.end();
    return false;
  }
  if (one.chunked === true) {
    const half = one.body.length >> 1;
    request.write(one.body.subarray(0, half));
    request.end(one.body.subarray(half));
    return false;
  }
  if (one.hangUp !== "before-answer") {
    request.end(one.body);
    return false;
  }
  await new Promise<void>((done) => request.end(one.body, done));
  request.removeAllListeners("response").on("response", (response) => response.resume());
  await pause(50);
  return true;
}

async function readBody(response: IncomingMessage, afterMs: number): Promise<string> {
  if (afterMs > 0) await pause(afterMs);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size >= maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, maxAnswerBytes);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error.message === "" ? code : error.message);
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused (ECONNREFUSED)",
  ECONNRESET: "the connection was reset (ECONNRESET)",
  EPIPE: "the connection was closed while we sent (EPIPE)",
  ENOTFOUND: "the host name is not known (ENOTFOUND)",
};
