import { milliseconds } from "../clock/duration.js";
import type { PlainResponse, AnswerTransport } from "../http.js";
import { problemDocument } from "../problems.js";
import type { Sleeper } from "../sleeper.js";
import type { RequestFault } from "./fault.js";

/** The status of a request that nothing was answered to. */
const unanswered = 0;

const usualLimit = 100;

/** Makes go wrong what `act` answers, or answers in its place. `act` never rejects. */
export async function applyFault(
  rule: RequestFault,
  path: string,
  act: () => Promise<PlainResponse>,
  sleeper: Sleeper,
): Promise<PlainResponse> {
  if (rule.latency !== undefined) await sleeper.sleep(milliseconds(rule.latency)).over;
  const replacement = replacementOf(rule, path, sleeper);
  if (replacement === undefined) return damaged(rule, await act(), sleeper);
  if (rule.act === true) await act();
  return damaged(rule, replacement, sleeper);
}

type MadeUp = Pick<RequestFault, "rateLimit" | "status" | "problem">;

/** What stands in for the answer, if anything does. */
function replacementOf(rule: RequestFault, path: string, sleeper: Sleeper): PlainResponse | undefined {
  const { hang, reset } = rule;
  if (hang !== undefined) {
    const wait = sleeper.sleep(hang === true ? Number.POSITIVE_INFINITY : milliseconds(hang));
    return { status: unanswered, headers: {}, body: "", transport: { kind: "hang", wait } };
  }
  if (reset === true) return { status: unanswered, headers: {}, body: "", transport: { kind: "reset" } };
  return answerInstead(rule, path);
}

/** The answer that a rule makes up, if it does. */
export function answerInstead(rule: MadeUp, path: string): PlainResponse | undefined {
  const { rateLimit, status, problem } = rule;
  if (rateLimit !== undefined) return limited(rule, rateLimit, path);
  if (status === undefined && problem === undefined) return undefined;
  return status !== undefined && status < 400 && problem === undefined
    ? { status, headers: {}, body: "" }
    : problemDocument(status ?? 500, problemMembers(rule, path));
}

function limited(
  rule: MadeUp,
  { retryAfter, limit = usualLimit }: NonNullable<RequestFault["rateLimit"]>,
  path: string,
): PlainResponse {
  const seconds = Math.ceil(milliseconds(retryAfter) / 1000);
  const members = problemMembers({ problem: `Too many requests. Try again in ${seconds} s.`, ...rule }, path);
  return problemDocument(rule.status ?? 429, members, rateLimitFields(limit, 0, seconds));
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-03, which clients know best; `reset` and Retry-After in seconds. */
export function rateLimitFields(limit: number, remaining: number, reset: number): Record<string, string> {
  return {
    ...(remaining === 0 && { "retry-after": String(reset) }),
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(reset),
  };
}

function problemMembers({ problem }: Pick<MadeUp, "problem">, instance: string): Record<string, unknown> {
  if (typeof problem === "object") return { instance, ...problem };
  return { detail: problem ?? "A fault rule of this mock answers this.", instance };
}

/** What happens to an answer on its way. */
function damaged(rule: RequestFault, response: PlainResponse, sleeper: Sleeper): PlainResponse {
  const { headers, contentType, malformed, truncate, drip } = rule;
  // No JSON text is one still with a brace behind it.
  const body = malformed === true ? `${response.body}}` : response.body;
  const transport = response.transport ?? transportOf(body, truncate, drip, sleeper);
  return {
    status: response.status,
    headers: {
      ...response.headers,
      ...headers,
      ...(contentType !== undefined && { "content-type": contentType }),
    },
    body,
    ...(transport !== undefined && { transport }),
  };
}

function transportOf(
  body: string,
  truncate: RequestFault["truncate"],
  drip: RequestFault["drip"],
  sleeper: Sleeper,
): AnswerTransport | undefined {
  if (truncate !== undefined) {
    const bytes = truncate === true ? Math.floor(Buffer.byteLength(body) / 2) : truncate;
    return { kind: "truncate", bytes };
  }
  if (drip === undefined) return undefined;
  const every = milliseconds(drip.every);
  return { kind: "drip", bytes: drip.bytes ?? 1, pause: () => sleeper.sleep(every) };
}
