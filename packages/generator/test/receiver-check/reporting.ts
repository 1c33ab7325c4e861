import { fileURLToPath } from "node:url";
import { loadSpec } from "../../src/load/document.js";
import { checkReceiver, type CheckOptions } from "../../src/receiver-check/check-receiver.js";
import type { Report } from "../../src/receiver-check/report.js";
import { shapeOf } from "../../src/receiver-check/shape.js";
import { secret, startReceiver, type Quirks } from "./receiver.js";

export const specPath = fileURLToPath(new URL("../../../../specs/webhook.yaml", import.meta.url));
const shape = shapeOf(await loadSpec(specPath));

export function check(url: string, options: Partial<CheckOptions> = {}): Promise<Report> {
  return checkReceiver({ url, secret, shape, timeoutMs: 2000, allowHosts: [], ...options });
}

/** Checks a receiver with these quirks; of a receiver that is observed, only these checks. */
export async function reportOn(quirks: Quirks, observed?: readonly string[]): Promise<Report> {
  await using receiver = await startReceiver(quirks);
  if (observed === undefined) return await check(receiver.url);
  const wanted = (id: string) => observed.includes(id);
  return await check(receiver.url, { observe: receiver.observe, wanted });
}

/** `✗ id` and `! id` of each check with a finding. */
export function findings({ checks }: Report): string[] {
  return checks
    .filter(({ verdict }) => verdict === "failed" || verdict === "warning")
    .map(({ id, verdict }) => `${verdict === "failed" ? "✗" : "!"} ${id}`);
}

export function cameOf({ checks }: Report, id: string): readonly string[] {
  return checks.find((one) => one.id === id)?.came ?? [];
}
