import type { MockDefinition } from "../definition.js";
import type { Sender } from "./attempt.js";
import type { DeliveryKind, DeliveryReport } from "./report.js";

/** A delivery that is ready to be sent. */
export interface Outgoing {
  readonly id: string;
  readonly subscription: string;
  readonly url: string;
  readonly kind: DeliveryKind;
  readonly body: string;
}

/** Sends a delivery once and tells what became of it. Never rejects. */
export async function deliver(
  sender: Sender,
  definition: Pick<MockDefinition, "name" | "version">,
  success: readonly string[],
  { body, ...outgoing }: Outgoing,
): Promise<DeliveryReport> {
  const headers = {
    "content-type": "application/json",
    "user-agent": `${definition.name}-mock/${definition.version}`,
  };
  const start = performance.now();
  const result = await sender.send({ url: outgoing.url, headers, body });
  const report = { ...outgoing, ms: Math.round(performance.now() - start), request: { headers, body } };
  if ("failure" in result) return { ...report, ok: false, reason: result.failure };
  const { response } = result;
  const { status } = response;
  if (counts(status, success)) return { ...report, ok: true, status, response };
  return {
    ...report,
    ok: false,
    status,
    reason: `answered ${status}, delivered is ${success.join(", ")}`,
    response,
  };
}

/** Whether a status is among those of the spec: `204`, or `2XX` for a whole class. */
function counts(status: number, success: readonly string[]): boolean {
  return success.some(
    (wanted) => wanted === String(status) || wanted.toUpperCase() === `${String(status)[0]}XX`,
  );
}
