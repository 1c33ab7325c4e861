import type { DeliveryDefinition, MockDefinition, SubscriptionDefinition } from "../definition.js";
import type { Sender } from "../deliveries/attempt.js";
import { deliver } from "../deliveries/deliver.js";
import { composeDelivery, selectFields } from "../deliveries/envelope.js";
import type { DeliveryReport } from "../deliveries/report.js";
import type { JsonObject } from "../json.js";
import type { Store } from "../store/store.js";
import { readSourceChange, wants } from "./emit.js";

/** What emitting needs of the mock around it. */
export interface EmitterContext {
  readonly definition: MockDefinition;
  readonly namespace: string;
  readonly secret: string;
  readonly store: Store;
  readonly sender: Sender;
  readonly lenient: boolean;
  /** Ids of deliveries. */
  readonly nextId: () => string;
  /** Random text for a delivery's id. */
  readonly nonceOf: (id: string) => string;
  readonly onReport: (report: DeliveryReport) => void;
}

/** Turns a change at the source into one signed delivery to each subscription that wants it; resolves when all are answered. */
export function createEmitter(context: EmitterContext): (change: unknown) => Promise<DeliveryReport[]> {
  const { subscription, delivery, title } = context.definition;
  if (subscription !== undefined && delivery !== undefined) return emitterOf(context, subscription, delivery);
  const why = `${title} delivers nothing: its spec declares no webhook. Add x-hookspec-subscription and x-hookspec-delivery to it.`;
  return () => Promise.reject(new TypeError(why));
}

function emitterOf(
  context: EmitterContext,
  roles: SubscriptionDefinition,
  delivery: DeliveryDefinition,
): (change: unknown) => Promise<DeliveryReport[]> {
  const { definition, store } = context;
  const key = { namespace: context.namespace, resource: roles.resource };
  const idField = definition.resources[roles.resource]?.id ?? "id";

  /** Pages one after another; each to the subscription as it is by then, none once it is gone. */
  async function deliverPages(id: string, objects: readonly JsonObject[]): Promise<DeliveryReport[]> {
    const reports: DeliveryReport[] = [];
    for (let start = 0; start < objects.length; start += delivery.pageSize) {
      const item = await store.get(key, id);
      if (item === undefined) break;
      const report = await deliverPage(id, item, objects.slice(start, start + delivery.pageSize));
      context.onReport(report);
      reports.push(report);
    }
    return reports;
  }

  async function deliverPage(
    id: string,
    item: JsonObject,
    objects: readonly JsonObject[],
  ): Promise<DeliveryReport> {
    const deliveryId = context.nextId();
    const kind = item[roles.mode.field] === roles.mode.native ? "native" : "virtual";
    const body = await composeDelivery(delivery, context.secret, {
      subscription: item,
      objects: selectFields(roles, item, objects),
      kind,
      nonce: context.nonceOf(deliveryId),
    });
    const url = String(item[roles.url]);
    return deliver(context.sender, definition, delivery.success, {
      id: deliveryId,
      subscription: id,
      url,
      kind,
      body,
    });
  }

  return async (given) => {
    const change = readSourceChange(definition, roles, delivery, given, context.lenient);
    const items = await store.list(key);
    const wanting = items.filter((item) => wants(roles, item, change));
    const reports = await Promise.all(
      wanting.map((item) => deliverPages(String(item[idField]), change.objects)),
    );
    return reports.flat();
  };
}
