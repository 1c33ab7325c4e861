import type { MockDefinition } from "./definition.js";
import type { SavedAnswer } from "./idempotency.js";
import type { JsonObject } from "./json.js";
import type { DrawnIds, Namespace } from "./namespaces.js";
import type { SendingSnapshot } from "./sending.js";
import type { Store } from "./store/store.js";

/** The state of a mock as plain JSON data: items, connections, subscriptions, deliveries, ids and, under a virtual clock, the time. */
export interface MockSnapshot extends SendingSnapshot {
  readonly version: 1;
  /** Milliseconds since 1970 on the mock's clock. */
  readonly now: number;
  readonly drawn: DrawnIds;
  /** Resource → its items in the order of their creation. */
  readonly items: Readonly<Record<string, readonly JsonObject[]>>;
  /** Answers that a repeated Idempotency-Key gets, oldest first. */
  readonly answers: readonly SavedAnswer[];
}

/** Copies the items of each resource. */
export async function itemsOf(
  { resources }: MockDefinition,
  { name: namespace }: Namespace,
  store: Store,
): Promise<MockSnapshot["items"]> {
  const items: Record<string, readonly JsonObject[]> = {};
  for (const resource of Object.keys(resources))
    items[resource] = structuredClone(await store.list({ namespace, resource }));
  return items;
}

/** Items by resource and id. */
export function itemsById(
  { resources }: MockDefinition,
  items: MockSnapshot["items"],
): Map<string, Map<string, JsonObject>> {
  return new Map(
    Object.entries(items).map(([resource, list]) => {
      const idField = resources[resource]?.id ?? "id";
      return [resource, new Map(list.map((item) => [String(item[idField]), item]))];
    }),
  );
}

/** Puts the items of a snapshot in the place of those that there are. */
export async function putItems(
  { resources }: MockDefinition,
  { name: namespace }: Namespace,
  store: Store,
  items: MockSnapshot["items"],
): Promise<void> {
  await store.clear(namespace);
  for (const [resource, list] of Object.entries(items)) {
    const idField = resources[resource]?.id ?? "id";
    for (const item of structuredClone(list))
      await store.insert({ namespace, resource }, String(item[idField]), item);
  }
}

/** Throws a TypeError for what `snapshot` did not make. */
export function checkSnapshot({ title, resources }: MockDefinition, given: MockSnapshot): void {
  const version: unknown = typeof given === "object" && given !== null ? given.version : undefined;
  if (version !== 1) throw new TypeError("restore got no snapshot of version 1. Pass what snapshot() gave.");
  const strange = Object.keys(given.items).find((name) => !Object.hasOwn(resources, name));
  if (strange === undefined) return;
  throw new TypeError(
    `restore got items of ${strange}, which ${title} does not have. Pass a snapshot of the same API.`,
  );
}
