import type { DeclaredKind } from "../deliveries/report.js";
import type { JsonObject } from "../json.js";
import { pagesOf, pageSizeOf, selects } from "./collect.js";
import type { SubscriptionsContext } from "./context.js";
import type { Batch, SubscriptionState } from "./state.js";

/** Takes batches through page by page: the next page is made up when the last one is acknowledged. */
export interface Batches {
  /** Makes up the first page that is left and hands it to the queue. */
  send(state: SubscriptionState, item: JsonObject): Promise<void>;
  /** Starts delivering what a poll or an event found. */
  start(state: SubscriptionState, item: JsonObject, batch: Batch): Promise<void>;
  /** After an acknowledgement. False when that was the last page: the cursor has moved. */
  advance(state: SubscriptionState, item: JsonObject): Promise<boolean>;
}

export function createBatches({ roles, states, ledger, queue, maker }: SubscriptionsContext): Batches {
  async function send(state: SubscriptionState, item: JsonObject): Promise<void> {
    const { batch } = state;
    const page = batch?.pages[0];
    if (batch === undefined || page === undefined) return;
    const record = await maker.make({
      item,
      objects: page.objects,
      changes: page.changes,
      kind: kindOf(batch, item),
      trigger: batch.trigger,
      poll: batch.poll,
      ...(batch.id !== undefined && { batch: batch.id }),
    });
    // Signing takes a moment, in which the subscription may have gone.
    if (states.get(state.id) !== state || state.batch !== batch) return;
    batch.delivery = record.id;
    batch.id ??= record.id;
    ledger.add(record);
    queue.enqueue(record);
  }

  function kindOf({ trigger, pages }: Batch, item: JsonObject): DeclaredKind {
    if (trigger === "initial") return pages.length > 1 ? "initialPage" : "initialLast";
    return item[roles.mode.field] === roles.mode.native ? "native" : "virtual";
  }

  return {
    send,
    async start(state, item, batch) {
      state.batch = batch;
      await send(state, item);
    },
    async advance(state, item) {
      const { batch } = state;
      if (batch === undefined) return false;
      batch.pages = batch.pages.slice(1);
      delete batch.delivery;
      if (batch.pages.length > 0) {
        await send(state, item);
        return true;
      }
      state.cursor = Math.max(state.cursor, batch.to);
      delete state.batch;
      return false;
    },
  };
}

/** The initial sync of a new subscription: what its source has now, in pages; one without objects when it has none. */
export function initialBatch(
  { sources, roles, delivery }: Pick<SubscriptionsContext, "sources" | "roles" | "delivery">,
  { source, objectType, cursor }: SubscriptionState,
  item: JsonObject,
): Batch {
  const objects = sources.objects(source, objectType).filter(({ object }) => selects(roles, item, object));
  const pages = pagesOf(objects, pageSizeOf(roles, delivery, item));
  return { trigger: "initial", to: cursor, pages: pages.length > 0 ? pages : [{ objects: [], changes: [] }] };
}
