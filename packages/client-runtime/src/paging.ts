/** One page's place in the listing, zero-based. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** How `paginate` walks. */
export interface PagingOptions<Item> {
  /** Items per page, 1 up to the API's maximum: an API that silently gives fewer would seem to have ended. */
  readonly limit: number;
  /** Where to begin, zero-based. Default 0. */
  readonly offset?: number | undefined;
  /** What tells items apart. */
  readonly id: (item: Item) => unknown;
}

/** So many full pages without a new item mean an API that ignores `offset`, not one that is written to. */
const mostStalePages = 100;

/**
 * Yields all items of a listing by limit and offset, asking for a page when its first item is needed. Pages overlap by one
 * and items seen before are dropped, so what is inserted meanwhile makes nothing repeat or go missing. What is *deleted*
 * meanwhile moves later items forward: past the first deletion between two pages, as many items may be skipped. A page
 * shorter than `limit` is the last. Rejects with what `fetchPage` throws.
 */
export async function* paginate<Item>(
  fetchPage: (page: Page) => Promise<readonly Item[]>,
  { limit, offset = 0, id }: PagingOptions<Item>,
): AsyncGenerator<Item, void, undefined> {
  requireInteger("limit", limit, 1);
  requireInteger("offset", offset, 0);
  const seen = new Set<unknown>();
  for (let at = offset, stale = 0; ; at += Math.max(1, limit - 1)) {
    const items = await fetchPage({ limit, offset: at });
    const before = seen.size;
    for (const item of items) {
      const key = id(item);
      // without an id two items cannot be told to be one
      if (key !== undefined && seen.has(key)) continue;
      seen.add(key);
      yield item;
    }
    if (items.length < limit) return;
    stale = seen.size === before ? stale + 1 : 0;
    if (stale === mostStalePages) {
      throw new Error(
        `The listing gave ${stale} full pages without a new item, the last at offset ${at}. The API seems to ignore offset; ask for single pages instead.`,
      );
    }
  }
}

function requireInteger(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new TypeError(`The ${name} is ${String(value)}. Pass a whole number of ${least} or more.`);
}
