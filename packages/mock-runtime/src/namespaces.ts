import { randomUUID } from "node:crypto";
import { createIds, createRandom } from "./random.js";

/** One workspace of a mock: what is its own and what it draws its ids from. */
export interface Namespace {
  readonly name: string;
  /** Id of the workspace, which its items show as their owner. */
  readonly owner: string;
  /** Signs its deliveries. */
  readonly secret: string;
  nextItemId(): string;
  nextDeliveryId(): string;
  /** Random text that belongs to a delivery. */
  nonceOf(deliveryId: string): string;
  /** How many ids of each kind were drawn. */
  drawn(): DrawnIds;
  /** Ids go on as if so many had been drawn; without a count they start again, as at the beginning. */
  restart(drawn?: DrawnIds): void;
}

/** Counts of ids, plain data. */
export interface DrawnIds {
  readonly items: number;
  readonly deliveries: number;
}

/** Without a seed nothing about a namespace can be guessed; with one, everything is the same in every run. */
export function createNamespace(
  name: string,
  { seed, secret }: { readonly seed?: string; readonly secret?: string },
): Namespace {
  const random = createRandom(seed);
  const items = createIds(random, `${name}/items`);
  const deliveries = createIds(random, `${name}/deliveries`);
  return {
    name,
    owner: createIds(random, `${name}/owner`).next(),
    secret: secret ?? random.bytes(`${name}/secret`, 32).toString("hex"),
    nextItemId: () => items.next(),
    nextDeliveryId: () => deliveries.next(),
    nonceOf:
      seed === undefined
        ? // By far the cheapest randomness of node: it comes from a pool.
          () => randomUUID().replaceAll("-", "")
        : (deliveryId) => random.bytes(`${name}/nonce/${deliveryId}`, 16).toString("hex"),
    drawn: () => ({ items: items.drawn, deliveries: deliveries.drawn }),
    restart: (drawn = { items: 0, deliveries: 0 }) => {
      items.skipTo(drawn.items);
      deliveries.skipTo(drawn.deliveries);
    },
  };
}
