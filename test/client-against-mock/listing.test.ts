import { unwrap, type ListParams, type WebhookClient } from "@hookspec/webhook-client";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createWebhook, standingClock, startMock } from "../support/mock.js";

/** Five webhooks, a minute apart, named by the last part of their URL. */
async function fiveWebhooks() {
  const { client, mock } = await startMock(standingClock);
  const make = async (name: string, object_type: string, connection_id: string) => {
    const { id } = await createWebhook(client, {
      object_type,
      connection_id,
      hook_url: `http://127.0.0.1:9/${name}`,
    });
    await mock.clock.advance("1m");
    return id;
  };
  await make("d", "crm_contact", "one");
  const second = await make("b", "crm_deal", "one");
  await make("e", "crm_contact", "two");
  await make("a", "hris_employee", "two");
  await make("c", "crm_contact", "two");
  // At 00:05 the second is changed: it is now the one that was updated last.
  await client.patch({ id: second, body: { interval: 5 } });
  return { client, mock };
}

const nameOf = ({ hook_url }: { readonly hook_url: string }) => hook_url.slice(-1);
const names = async (client: WebhookClient, params: ListParams) =>
  unwrap(await client.list(params))
    .map(nameOf)
    .join("");

test.each<[string, ListParams, string]>([
  ["nothing: in the order of creation", {}, "dbeac"],
  ["sort name: by hook_url", { sort: "name" }, "abcde"],
  ["sort name, descending", { sort: "name", order: "desc" }, "edcba"],
  ["sort created_at, descending", { sort: "created_at", order: "desc" }, "caebd"],
  ["sort updated_at", { sort: "updated_at" }, "deacb"],
  ["order alone turns the default order", { order: "desc" }, "caebd"],
  ["limit", { limit: 2 }, "db"],
  ["limit and offset", { limit: 2, offset: 1 }, "be"],
  ["an offset behind the last", { offset: 5 }, ""],
  ["object", { object: "crm_contact" }, "dec"],
  ["connection_id", { connection_id: "one" }, "db"],
  ["object and connection_id", { object: "crm_contact", connection_id: "two" }, "ec"],
  ["a connection that is not known", { connection_id: "three" }, ""],
  ["created_lte, that second included", { created_lte: "2024-01-01T00:02:00Z" }, "dbe"],
  ["created_lte in another zone", { created_lte: "2024-01-01T03:02:00+03:00" }, "dbe"],
  ["updated_gte, that second included", { updated_gte: "2024-01-01T00:04:00Z" }, "bc"],
  ["env", { env: "Production" }, "dbeac"],
  ["another env", { env: "Sandbox" }, ""],
  ["integration_type, which no webhook of a mock has", { integration_type: "hubspot" }, ""],
  ["filter, sort and page at once", { object: "crm_contact", sort: "name", limit: 2, offset: 1 }, "de"],
])("list by %s", async (_name, params, expected) => {
  const { client } = await fiveWebhooks();
  expect(await names(client, params)).toBe(expected);
});

test("webhooks made in the same second keep one order, by id", async () => {
  const { client } = await startMock(standingClock);
  for (let count = 0; count < 5; count++) await createWebhook(client);
  const ids = unwrap(await client.list()).map(({ id = "" }) => id);
  expect(ids).toEqual(ids.toSorted());
  expect(unwrap(await client.list({ sort: "name", order: "desc" })).map(({ id = "" }) => id)).toEqual(
    ids.toReversed(),
  );
});

test("list gives 100 at most, list.all gives all", async () => {
  const { client } = await startMock();
  for (let count = 0; count < 205; count++) await createWebhook(client);
  expect(unwrap(await client.list())).toHaveLength(100);
  const ids = new Set();
  for await (const { id } of client.list.all()) ids.add(id);
  expect(ids.size).toBe(205);
});

test("an insertion between two pages repeats and skips nothing", async () => {
  const { client, mock } = await fiveWebhooks();
  const seen: string[] = [];
  for await (const webhook of client.list.all({ limit: 2, sort: "name" })) {
    seen.push(nameOf(webhook));
    // Before all others in the order that is walked, so everything behind it moves up by one.
    if (seen.length === 2) await createWebhook(client, { hook_url: "http://127.0.0.1:9/A" });
    await mock.clock.advance("1s");
  }
  expect(seen.join("")).toBe("abcde");
});

test("whatever page size and offset, list.all gives every webhook from there once, in order", async () => {
  const { client } = await fiveWebhooks();
  const page = fc.record({ limit: fc.integer({ min: 1, max: 7 }), offset: fc.integer({ min: 0, max: 7 }) });
  await fc.assert(
    fc.asyncProperty(page, async (params) => {
      let seen = "";
      for await (const webhook of client.list.all({ ...params, sort: "name" })) seen += nameOf(webhook);
      expect(seen).toBe("abcde".slice(params.offset));
    }),
    { numRuns: 60 },
  );
});

test("list.all passes its filters on and rejects with the problem of a page", async () => {
  const { client } = await fiveWebhooks();
  const seen = [];
  for await (const webhook of client.list.all({ object: "crm_contact", limit: 1 }))
    seen.push(nameOf(webhook));
  expect(seen.join("")).toBe("dec");

  const refused = client.list.all({ created_lte: "yesterday" }).pages().next();
  await expect(refused).rejects.toMatchObject({ name: "BadRequestError", status: 400 });
});
