import { signStandardWebhook } from "@hookspec/signature";
import type { Sender } from "./attempt.js";
import type { Limits } from "./limits.js";
import type { DeliveryAttempt } from "./report.js";

/** What an exchange is about. */
interface Exchanged {
  /** Of the delivery. */
  readonly id: string;
  /** 1 for the first attempt. */
  readonly n: number;
  readonly url: string;
  readonly request: DeliveryAttempt["request"];
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
  /** The statuses that count as delivered. */
  readonly success: readonly string[];
  /** Adds the headers of Standard Webhooks. */
  readonly standardSecret: string | undefined;
}

export function createExchange({ now, sender, limits, success, standardSecret }: ExchangeContext): Exchange {
  async function signed(secret: string, { id, request }: Exchanged): Promise<DeliveryAttempt["request"]> {
    const { headers, body } = request;
    const timestamp = Math.floor(now() / 1000);
    return { headers: { ...(await signStandardWebhook(secret, { id, timestamp, body })), ...headers }, body };
  }

  return async (exchanged) => {
    const { n, url, isWanted } = exchanged;
    const origin = originOf(url);
    const room = limits.enter(origin);
    if (room !== undefined) await room;
    try {
      if (sender.ready !== undefined) await sender.ready();
      let { request } = exchanged;
      try {
        if (standardSecret !== undefined) request = await signed(standardSecret, exchanged);
      } catch (error) {
        return { n, at: now(), url, request, ok: false, reason: String(error), ms: 0 };
      }
      if (!isWanted()) return undefined;
      const at = now();
      const start = performance.now();
      const result = await sender.send({ url, headers: request.headers, body: request.body });
      const ms = Math.round(performance.now() - start);
      if ("failure" in result) return { n, at, url, request, ok: false, reason: result.failure, ms };
      const { response } = result;
      const { status } = response;
      if (counts(status, success)) return { n, at, url, request, response, status, ok: true, ms };
      const reason = `answered ${status}, delivered is ${success.join(", ")}`;
      return { n, at, url, request, response, status, ok: false, reason, ms };
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
