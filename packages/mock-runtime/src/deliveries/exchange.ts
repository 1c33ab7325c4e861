import { createStandardWebhookSigner, type StandardWebhookSigner } from "@hookspec/signature";
import { distorted } from "../faults/distort.js";
import type { Trouble } from "../faults/apply-to-delivery.js";
import type { AttemptResult, OutgoingRequest, Sender } from "./attempt.js";
import type { DeliveryHooks } from "./hooks.js";
import type { DeliveryRecord } from "./ledger.js";
import type { Limits } from "./limits.js";
import type { DeliveryAttempt } from "./report.js";

/** What an exchange is about. */
interface Exchanged {
  readonly record: DeliveryRecord;
  /** 1 for the first attempt. */
  readonly n: number;
  readonly url: string;
  readonly request: DeliveryAttempt["request"];
  /** What goes wrong with it; its delay is over. */
  readonly trouble: Trouble | undefined;
  /** Asked last thing before the POST leaves, for it may have waited for room. */
  readonly isWanted: () => boolean;
}

/** POSTs once and tells what came of it; undefined when it was not wanted any more. Never rejects. */
export type Exchange = (exchanged: Exchanged) => Promise<DeliveryAttempt | undefined>;

/** What exchanges share. */
export interface ExchangeContext {
  /** The mock's clock, milliseconds since 1970. */
  readonly now: () => number;
  readonly sender: Sender;
  readonly limits: Limits;
  /** Real milliseconds that a receiver has for its whole answer. */
  readonly timeout: number;
  /** The statuses that count as delivered. */
  readonly success: readonly string[];
  readonly hooks: DeliveryHooks;
  /** Adds the headers of Standard Webhooks. */
  readonly standardSecret: string | undefined;
}

/** Throws a TypeError for a secret that Standard Webhooks cannot sign with. */
export function createExchange({
  now,
  sender,
  limits,
  timeout,
  success,
  hooks,
  standardSecret,
}: ExchangeContext): Exchange {
  const standardSigner =
    standardSecret === undefined ? undefined : createStandardWebhookSigner(standardSecret);

  async function signed(
    sign: StandardWebhookSigner,
    { record: { id }, request }: Exchanged,
  ): Promise<DeliveryAttempt["request"]> {
    const { headers, body } = request;
    const timestamp = Math.floor(now() / 1000);
    return { headers: { ...(await sign({ id, timestamp, body })), ...headers }, body };
  }

  /** What no fault keeps from leaving passes the hooks. The first answer is the one that counts. */
  async function sendPast(
    { record, n, trouble }: Exchanged,
    outgoing: OutgoingRequest,
  ): Promise<{ readonly sent: OutgoingRequest; readonly result: AttemptResult }> {
    if (trouble?.instead !== undefined) return { sent: outgoing, result: trouble.instead };
    let sent: OutgoingRequest | undefined;
    const post = (request: OutgoingRequest) => {
      sent = trouble?.distortion === undefined ? request : distorted(request, trouble.distortion);
      return sender.send(sent, timeout);
    };
    const result = await (hooks.isEmpty ? post(outgoing) : hooks.run(record, n, outgoing, post));
    // A hook that answered by itself sent nothing that could be doubled.
    if (sent === undefined) return { sent: outgoing, result };
    for (let left = trouble?.copies ?? 0; left > 0; left--) await sender.send(sent, timeout);
    return { sent, result };
  }

  // Members are listed one by one: copying objects was 4 % of the work of a delivery.
  function attemptOf(
    result: AttemptResult,
    { n, at, url, request, ms }: Pick<DeliveryAttempt, "n" | "at" | "url" | "request" | "ms">,
  ): DeliveryAttempt {
    if ("failure" in result) return { n, at, url, request, ok: false, reason: result.failure, ms };
    const { response } = result;
    const { status } = response;
    if (counts(status, success)) return { n, at, url, request, response, status, ok: true, ms };
    const reason = `answered ${status}, delivered is ${success.join(", ")}`;
    return { n, at, url, request, response, status, ok: false, reason, ms };
  }

  return async (exchanged) => {
    const { n, url, trouble, isWanted } = exchanged;
    const origin = originOf(url);
    const room = limits.enter(origin);
    if (room !== undefined) await room;
    try {
      const loading = sender.ready?.();
      if (loading !== undefined) await loading;
      let { request } = exchanged;
      try {
        if (standardSigner !== undefined) request = await signed(standardSigner, exchanged);
      } catch (error) {
        return { n, at: now(), url, request, ok: false, reason: String(error), ms: 0 };
      }
      if (!isWanted()) return undefined;
      const at = now();
      const start = performance.now();
      const outgoing = { url, headers: request.headers, body: request.body };
      if (trouble === undefined && hooks.isEmpty) {
        const result = await sender.send(outgoing, timeout);
        return attemptOf(result, { n, at, url, request, ms: Math.round(performance.now() - start) });
      }
      const { sent, result } = await sendPast(exchanged, outgoing);
      const ms = Math.round(performance.now() - start);
      if (sent !== outgoing) request = { headers: sent.headers, body: sent.body };
      const attempt = attemptOf(result, { n, at, url: sent.url, request, ms });
      if (trouble === undefined) return attempt;
      const by = ` (${trouble.fault})`;
      return {
        ...attempt,
        ...(attempt.reason !== undefined && { reason: attempt.reason + by }),
        fault: trouble.fault,
      };
    } finally {
      limits.leave(origin);
    }
  };
}

/** Scheme and authority as they stand in the URL. Parsing it costs more than all the rest of an attempt in one process. */
function originOf(url: string): string {
  const end = url.indexOf("/", url.indexOf("//") + 2);
  return end === -1 ? url : url.slice(0, end);
}

/** Whether a status is among those of the spec: `204`, or `2XX` for a whole class. */
function counts(status: number, success: readonly string[]): boolean {
  return success.some(
    (wanted) => wanted === String(status) || wanted.toUpperCase() === `${String(status)[0]}XX`,
  );
}
