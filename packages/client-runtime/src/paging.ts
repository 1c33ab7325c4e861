import type { Caller } from "./caller.js";
import type { OperationDefinition } from "./definition.js";
import type { CallOptions } from "./options.js";
import type { Result, Success } from "./result.js";
import { unwrap } from "./unwrap.js";

/** All items of a listing: `for await` over it, or over its `pages()`. Each time it is walked anew. */
export interface Walk<Item> extends AsyncIterable<Item> {
  /** The items page by page, without those that a page before held; a page that holds no other is left out. */
  pages(): AsyncGenerator<Item[], void, undefined>;
}

/** So many full pages without a new item mean an API that ignores `offset`, not one that is written to. */
const mostStalePages = 100;

/**
 * Walks a listing by limit and offset, asking for a page when its first item is needed. Pages overlap by one and items seen before
 * are dropped, so what is inserted meanwhile makes nothing repeat or go missing. What is *deleted* meanwhile moves later items
 * forward: past the first deletion between two pages, as many items may be skipped. Where nothing tells items apart, pages do not
 * overlap, and an insertion may repeat one. A page shorter than the limit is the last. Rejects as a call does, and with ApiError
 * when a page is refused.
 */
export function walk<Item>(
  caller: Caller,
  operation: OperationDefinition,
  params: object = {},
  options?: CallOptions,
): Walk<Item> {
  async function* pages(): AsyncGenerator<Item[], void, undefined> {
    const [limitKey, offsetKey, size, id] = operation.paging ?? ["limit", "offset", 100];
    const given = params as Readonly<Record<string, number | undefined>>;
    const limit = whole(limitKey, given[limitKey] ?? size, 1);
    let offset = whole(offsetKey, given[offsetKey] ?? 0, 0);
    const seen = new Set<unknown>();
    for (let stale = 0; stale < mostStalePages; stale++) {
      const page = { ...params, [limitKey]: limit, [offsetKey]: offset };
      const items = unwrap(await caller.$call<Result<Success<number, Item[]>>>(operation, page, options));
      const fresh = items.filter((item) => {
        const key = id && (item as Readonly<Record<string, unknown>>)[id];
        // without an id two items cannot be told to be one
        return key === undefined || (!seen.has(key) && seen.add(key));
      });
      if (fresh.length > 0) {
        stale = -1;
        yield fresh;
      }
      if (items.length < limit) return;
      offset += Math.max(1, limit - (id ? 1 : 0));
    }
    throw new Error(
      `${operation.id} gave ${mostStalePages} full pages without a new item, the last before ${offsetKey} ${offset}. It seems to ignore ${offsetKey}: ask for single pages.`,
    );
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page;
    },
  };
}

function whole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(`The ${name} is ${value}. Pass a whole number of ${least} or more.`);
}
