import { copyOf, show, type JsonObject } from "../json.js";
import type { DeliveryRecord, Ledger } from "./ledger.js";
import type { Deviation, Maker } from "./maker.js";
import type { Queue } from "./queue.js";
import type { DeclaredKind, Delivery, DeliveryReport } from "./report.js";

/** A delivery made by hand, right or wrong on purpose. One of `subscription` and `url` is needed. */
export interface ManualDelivery extends Deviation {
  /** Id of the subscription that the body shows, and whose URL it goes to unless `url` says another. */
  readonly subscription?: string;
  /** The objects of its data. */
  readonly data: JsonObject | readonly JsonObject[];
  /** Default: `virtual`. */
  readonly kind?: DeclaredKind;
}

/** How often a delivery is sent again. */
export interface DuplicateOptions {
  /** All at once instead of one after another. Default: false. */
  readonly parallel?: boolean;
  /** Default: 1, in parallel 2. */
  readonly copies?: number;
}

/** What a test sends by hand. Nothing of it is retried. */
export interface Manual {
  deliver(delivery: ManualDelivery): Promise<Delivery>;
  duplicate(id: string, options?: DuplicateOptions): Promise<DeliveryReport[]>;
  reorder(ids: readonly string[]): Promise<DeliveryReport[]>;
  resend(id: string): Promise<DeliveryReport>;
  cancel(id: string): Promise<void>;
}

/** What of it needs no subscriptions. */
export function createRepeater(ledger: Ledger, queue: Queue): Omit<Manual, "deliver"> {
  function recordOf(id: string): DeliveryRecord {
    const record = ledger.get(id);
    if (record === undefined)
      throw new Error(
        `There is no delivery ${show(id)} in the log. mock.deliveries has those that there are.`,
      );
    if (record.request.body === "")
      throw new Error(
        `Delivery ${show(id)} was ${record.reason ?? "cancelled"} before it had a body: there is nothing to send.`,
      );
    return record;
  }

  return {
    async duplicate(id, { parallel = false, copies = parallel ? 2 : 1 } = {}) {
      if (!Number.isSafeInteger(copies) || copies < 1)
        throw new TypeError(`copies is ${String(copies)}. Pass a whole number from 1.`);
      const record = recordOf(id);
      const reports: DeliveryReport[] = [];
      if (parallel) return Promise.all(Array.from({ length: copies }, () => queue.repeat(record)));
      for (let copy = 0; copy < copies; copy++) reports.push(await queue.repeat(record));
      return reports;
    },
    async reorder(ids) {
      const reports: DeliveryReport[] = [];
      for (const record of ids.map(recordOf)) reports.push(await queue.repeat(record));
      return reports;
    },
    resend: async (id) => queue.repeat(recordOf(id)),
    cancel: async (id) => {
      const record = recordOf(id);
      if (record.status !== "pending")
        throw new Error(
          `Delivery ${show(id)} is ${record.status} already: only a pending one can be cancelled.`,
        );
      await queue.cancel(record, "by hand");
    },
  };
}

/** `itemOf` finds a subscription; `urlField` is the role that an item without one is made with. */
export function createDeliver(
  ledger: Ledger,
  queue: Queue,
  maker: Maker,
  itemOf: (id: string) => Promise<JsonObject | undefined>,
  urlField: string,
): Manual["deliver"] {
  return async ({ subscription, data, kind = "virtual", ...deviation }) => {
    const { url } = deviation;
    if (subscription === undefined && url === undefined)
      throw new TypeError(
        "deliver got neither subscription nor url. Pass the id of one, or where to POST to.",
      );
    const item = subscription === undefined ? { [urlField]: url } : await itemOf(subscription);
    if (item === undefined)
      throw new TypeError(
        `There is no subscription ${show(subscription)}. mock.subscriptions has those that there are.`,
      );
    const objects = ([data].flat() as JsonObject[]).map(copyOf);
    const record = await maker.make({ item, objects, kind, trigger: "manual" }, deviation);
    ledger.add(record);
    await queue.attemptNow(record);
    return record;
  };
}
