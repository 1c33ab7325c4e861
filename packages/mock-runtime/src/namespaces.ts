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
  /** Ids start again, as at the beginning. */
  restart(): void;
}

/** Without a seed nothing about a namespace can be guessed; with one, everything is the same in every run. */
export function createNamespace(
  name: string,
  { seed, secret }: { readonly seed?: string; readonly secret?: string },
): Namespace {
  const random = createRandom(seed);
  const start = () => ({
    items: createIds(random, `${name}/items`),
    deliveries: createIds(random, `${name}/deliveries`),
  });
  let ids = start();
  return {
    name,
    owner: createIds(random, `${name}/owner`)(),
    secret: secret ?? random.bytes(`${name}/secret`, 32).toString("hex"),
    nextItemId: () => ids.items(),
    nextDeliveryId: () => ids.deliveries(),
    nonceOf: (deliveryId) => random.bytes(`${name}/nonce/${deliveryId}`, 16).toString("hex"),
    restart: () => {
      ids = start();
    },
  };
}
