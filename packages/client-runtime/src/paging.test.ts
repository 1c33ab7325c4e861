import fc from "fast-check";
import { expect, test } from "vitest";
import type { OperationDefinition } from "./definition.js";
import { walk, type Walk } from "./paging.js";

interface Page {
  readonly limit: number;
  readonly offset: number;
}

const listOperation: OperationDefinition = {
  id: "listPets",
  method: "GET",
  path: "/pets",
  query: "limit offset kind",
  responses: { json: "200" },
  paging: ["limit", "offset", 3, "id"],
};

/** Walks a listing whose pages are given out by `fetchPage`. */
function paginate(
  fetchPage: (page: Page) => Promise<readonly { id?: number }[]>,
  { operation = listOperation, ...params }: Partial<Page> & { operation?: OperationDefinition },
): Walk<{ id: number }> {
  const $call = async <R>(_operation: OperationDefinition, page?: object): Promise<R> =>
    ({ ok: true, status: 200, data: await fetchPage(page as Page) }) as R;
  return walk<{ id: number }>({ $call }, operation, params);
}

const row = (number: number) => ({ id: number });

/** A listing by limit and offset that `change` may alter before each page but the first. */
function listing(rows: { id: number }[], change: (rows: { id: number }[]) => void = () => {}) {
  const asked: Page[] = [];
  const fetchPage = async (page: Page) => {
    if (asked.push(page) > 1) change(rows);
    return rows.slice(page.offset, page.offset + page.limit);
  };
  return { asked, fetchPage };
}

async function collect(items: AsyncIterable<{ id: number }>): Promise<number[]> {
  const ids: number[] = [];
  for await (const item of items) ids.push(item.id);
  return ids;
}

test("rule 12: pages overlap by one; a short page is the last", async () => {
  const { asked, fetchPage } = listing([0, 1, 2, 3, 4, 5, 6].map(row));
  expect(await collect(paginate(fetchPage, { limit: 3, offset: 1 }))).toEqual([1, 2, 3, 4, 5, 6]);
  expect(asked.map(({ limit, offset }) => [limit, offset])).toEqual([
    [3, 1],
    [3, 3],
    [3, 5],
  ]);
});

test("an empty listing is asked once; a listing that is left early is not asked again", async () => {
  const empty = listing([]);
  expect(await collect(paginate(empty.fetchPage, { limit: 3 }))).toEqual([]);
  expect(empty.asked).toHaveLength(1);
  const long = listing(Array.from({ length: 9 }, (_, index) => row(index)));
  for await (const item of paginate(long.fetchPage, { limit: 3 })) if (item.id === 1) break;
  expect(long.asked).toHaveLength(1);
});

test("rule 12: one deletion between two pages is caught by the overlap; a second one skips an item", async () => {
  const deleting = (count: number) => {
    let done = false;
    return listing([0, 1, 2, 3, 4, 5].map(row), (rows) => {
      if (!done) rows.splice(0, count);
      done = true;
    });
  };
  expect(await collect(paginate(deleting(1).fetchPage, { limit: 3 }))).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await collect(paginate(deleting(2).fetchPage, { limit: 3 }))).toEqual([0, 1, 2, 4, 5]);
});

test("rule 12: whatever is inserted meanwhile, no item repeats and none that was there goes missing", async () => {
  const places = fc.array(fc.array(fc.nat(30), { maxLength: 3 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.nat(12), fc.integer({ min: 1, max: 5 }), places, async (size, limit, insertions) => {
      const first = Array.from({ length: size }, (_, index) => index);
      let next = 100;
      const { fetchPage } = listing(first.map(row), (rows) => {
        for (const place of insertions.pop() ?? []) rows.splice(place, 0, row(next++));
      });
      const ids = await collect(paginate(fetchPage, { limit }));
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((each) => each < 100)).toEqual(first);
    }),
  );
});

test("rule 12: pages() gives the items page by page, without those of the page before", async () => {
  const { fetchPage } = listing([0, 1, 2, 3, 4].map(row));
  const pages: number[][] = [];
  for await (const page of paginate(fetchPage, { limit: 3 }).pages()) pages.push(page.map(({ id }) => id));
  expect(pages).toEqual([
    [0, 1, 2],
    [3, 4],
  ]);
});

test("a walk can be walked again, and asks with its other parameters and the page size of the spec", async () => {
  const asked: unknown[] = [];
  const fetchPage = async (page: Page) => (asked.push(page), [row(1)]);
  const twice = paginate(fetchPage, { kind: "cat" } as object);
  expect([await collect(twice), await collect(twice)]).toEqual([[1], [1]]);
  const page = { kind: "cat", limit: 3, offset: 0 };
  expect(asked).toEqual([page, page]);
});

test("items without an id are all given, and where the spec names none pages do not overlap", async () => {
  const unnamed: OperationDefinition = { ...listOperation, paging: ["limit", "offset", 2] };
  const { asked, fetchPage } = listing([0, 1, 2].map(row));
  expect(await collect(paginate(fetchPage, { operation: unnamed }))).toEqual([0, 1, 2]);
  expect(asked.map(({ offset }) => offset)).toEqual([0, 2]);
  const items: unknown[] = [];
  for await (const item of paginate(async () => [{}, {}], { limit: 5 })) items.push(item);
  expect(items).toEqual([{}, {}]);
});

test("an API that ignores offset ends in an error, not in a loop", async () => {
  const stuck = paginate(async () => [row(1), row(2)], { limit: 2 });
  await expect(collect(stuck)).rejects.toThrow(
    "listPets gave 100 full pages without a new item, the last before offset 101. It seems to ignore offset: ask for single pages.",
  );
});

test("two long stale stretches are not one endless one", async () => {
  let page = 0;
  const fetchPage = async () => {
    page++;
    return page > 130 ? [] : [row(1), row(page > 65 ? 3 : 2)];
  };
  expect(await collect(paginate(fetchPage, { limit: 2 }))).toEqual([1, 2, 3]);
});

test.each([
  [{ limit: 0 }, "The limit is 0. Pass a whole number of 1 or more."],
  [{ limit: 2.5 }, "The limit is 2.5. Pass a whole number of 1 or more."],
  [{ limit: 5, offset: -1 }, "The offset is -1. Pass a whole number of 0 or more."],
])("refuses %o", async (options, message) => {
  await expect(collect(paginate(async () => [], options))).rejects.toThrow(new TypeError(message));
});

test("what a page's fetch throws ends the walk", async () => {
  const error = new Error("down");
  await expect(collect(paginate(() => Promise.reject(error), { limit: 5 }))).rejects.toBe(error);
});
