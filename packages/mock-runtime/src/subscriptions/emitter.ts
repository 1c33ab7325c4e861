import type { MockDefinition } from "../definition.js";
import type { DeliveryReport } from "../deliveries/report.js";
import type { JsonObject } from "../json.js";
import type { SubscriptionsContext } from "./context.js";
import { pageSizeOf, selects } from "./collect.js";
import { readSourceChange, wants } from "./emit.js";

/**
 * Turns a change at the source into one signed delivery to each subscription that wants it; resolves when all were attempted once.
 * What fails is retried on schedule, like any delivery.
 */
export function createEmitter(
  definition: MockDefinition,
  context: SubscriptionsContext,
  lenient: boolean,
): (change: unknown) => Promise<DeliveryReport[]> {
  const { roles, delivery, idField, items, states, ledger, queue, maker } = context;

  /** Pages one after another; each to the subscription as it is by then, none once it is gone. */
  async function deliverPages(id: string, objects: readonly JsonObject[]): Promise<DeliveryReport[]> {
    const reports: DeliveryReport[] = [];
    for (let start = 0; start < objects.length;) {
      const item = await items.get(id);
      if (item === undefined) break;
      const end = start + pageSizeOf(roles, delivery, item);
      const report = await deliverPage(item, objects.slice(start, end));
      if (report !== undefined) reports.push(report);
      start = end;
    }
    return reports;
  }

  async function deliverPage(
    item: JsonObject,
    objects: readonly JsonObject[],
  ): Promise<DeliveryReport | undefined> {
    const kind = item[roles.mode.field] === roles.mode.native ? ("native" as const) : ("virtual" as const);
    const made = { item, kind, trigger: "emit" as const };
    const health = states.get(String(item[idField]))?.health.state ?? "healthy";
    if (health !== "healthy") {
      const record = addTo(ledger, maker.dropped(made, `the subscription is ${health}`));
      const { id, url, request, reason = "" } = record;
      return { id, subscription: String(item[idField]), kind, url, request, ok: false, reason, ms: 0 };
    }
    const record = addTo(ledger, await maker.make({ ...made, objects }));
    return queue.attemptNow(record);
  }

  return async (given) => {
    const change = readSourceChange(definition, roles, delivery, given, lenient);
    const wanting = (await items.list()).filter((item) => wants(roles, item, change));
    const reports = await Promise.all(
      wanting.map((item) => {
        const objects = change.objects.filter((object) => selects(roles, item, object));
        return deliverPages(String(item[idField]), objects);
      }),
    );
    return reports.flat();
  };
}

function addTo<Entry>(ledger: { add(entry: Entry): void }, entry: Entry): Entry {
  ledger.add(entry);
  return entry;
}
