import { expect, onTestFinished, test } from "vitest";
import type { FieldDefinition, MockDefinition } from "../src/definition.js";
import { createMock } from "../src/mock.js";
import type { MockOptions } from "../src/options.js";
import { newWebhook } from "./harness.js";
import { path, sentOf, type Sent } from "./playground.js";
import { request, stateFile } from "./state-files.js";
import { webhookDefinition } from "./webhook-definition.js";

/** The API with fields for what is selected, called as no spec of ours calls them: roles count, not names. */
function selectingDefinition(): MockDefinition {
  const { resources, subscription } = webhookDefinition;
  const Webhook = resources["Webhook"];
  if (Webhook === undefined || subscription === undefined) throw new Error("the definition has both");
  const field = (type: FieldDefinition["type"], rest = {}) => ({
    type,
    required: false,
    readOnly: false,
    ...rest,
  });
  const fields = {
    ...Webhook.fields,
    event: field("string", { required: true, values: ["updated", "created", "gone"] }),
    events: field("array", { values: ["updated", "created", "gone"] }),
    only: field("object"),
    atOnce: field("number"),
  };
  const changes = { created: "created", updated: "updated", deleted: "gone" };
  return {
    ...webhookDefinition,
    resources: { Webhook: { ...Webhook, fields } },
    subscription: { ...subscription, changes, filters: "only", pageLimit: "atOnce" },
  };
}

/** A mock whose receiver takes everything, and what it was sent. The validators of the definition know no `gone`: they are lenient. */
function play(options: MockOptions = {}) {
  const sent: Sent[] = [];
  const mock = createMock(selectingDefinition(), {
    clock: "virtual",
    now: "2024-03-01T12:00:00Z",
    lenient: true,
    transport: ({ body }) => {
      sent.push(sentOf(body));
      return { status: 204 };
    },
    ...options,
  });
  onTestFinished(() => mock.close());
  return {
    mock,
    sent,
    contacts: mock.connection("c1"),
    told: () => sent.splice(0).map(({ ids }) => ids),
    async create(rest: object, query = "") {
      const { status, body, text } = await request(
        mock,
        "POST",
        `${path}${query}`,
        newWebhook({ event: undefined, ...rest }),
      );
      if (status !== 200) throw new Error(text);
      return body.id as string;
    },
  };
}

test("rule 14: a removal is told to who subscribed to it, as the object was last", async () => {
  const { mock, contacts, create, sent } = play();
  await contacts.upsert("crm_contact", { id: "1", name: "Ada" });
  await create({ events: ["gone"] });
  await create({ events: ["created", "updated"] });
  await contacts.upsert("crm_contact", { id: "1", name: "Ada L." });
  await contacts.remove("crm_contact", "1");
  await mock.clock.advance("1h");
  expect(sent.map(({ type, data }) => [type, data])).toEqual([["VIRTUAL", [{ id: "1", name: "Ada L." }]]]);
  await mock.clock.advance("3h");
  expect(sent).toHaveLength(1);
});

test("rule 14: what came and went between two polls is told not at all; what came back is what it is now", async () => {
  const { mock, contacts, create, told } = play();
  await contacts.upsert("crm_contact", { id: "back", name: "A" });
  await create({ events: ["created", "updated", "gone"] });
  await contacts.upsert("crm_contact", { id: "brief" });
  await contacts.remove("crm_contact", "brief");
  await contacts.remove("crm_contact", "back");
  await contacts.upsert("crm_contact", { id: "back", name: "B" });
  await mock.clock.advance("1h");
  expect(told()).toEqual([["back"]]);
  expect((await contacts.objects("crm_contact")).map(({ id }) => id)).toEqual(["back"]);
});

test("rule 14: an object that is gone is gone: it is not listed, synced, or removed twice", async () => {
  const { mock, contacts, create, sent } = play();
  await contacts.load("crm_contact", [{ id: "1" }, { id: "2" }]);
  expect(await contacts.remove("crm_contact", "1")).toBe(true);
  expect(await contacts.remove("crm_contact", "1")).toBe(false);
  expect(contacts.changeOf("crm_contact", "1")).toBeUndefined();
  await create({ events: ["gone"] }, "?include_all=true");
  await mock.idle();
  expect(sent.map(({ type, ids }) => [type, ids])).toEqual([["INITIAL-COMPLETE", ["2"]]]);
});

test("rule 18: a native webhook is sent a removal at once", async () => {
  const { mock, contacts, create, sent } = play();
  await create({ events: ["created", "gone"], webhook_type: "native" });
  await contacts.upsert("crm_contact", { id: "1" });
  await contacts.remove("crm_contact", "1");
  await mock.idle();
  expect(sent.map(({ type, ids }) => [type, ids])).toEqual([
    ["NATIVE", ["1"]],
    ["NATIVE", ["1"]],
  ]);
  expect([...mock.deliveries].map(({ changes }) => changes)).toEqual([[1], [2]]);
});

test("rule 9: who names no event hears of no removal", async () => {
  const { mock } = play();
  const { body } = await request(mock, "POST", `${path}/c1/crm_contact`, { hook_url: "http://127.0.0.1:9/" });
  expect(body).toMatchObject({ event: "updated", events: ["updated", "created"] });
});

test("rule 17: filters let through only objects whose members have their values", async () => {
  const { mock, contacts, create, told } = play();
  await contacts.load("crm_contact", [
    { id: "1", company: "a", size: 3 },
    { id: "2", company: "b", size: 3 },
  ]);
  const id = await create(
    { events: ["created", "updated", "gone"], only: { company: "a", size: "3" } },
    "?include_all=true",
  );
  await mock.idle();
  expect(told()).toEqual([["1"]]);

  await contacts.load("crm_contact", [
    { id: "3", company: ["b", "a"], size: 3 },
    { id: "4", company: "a" },
    { id: "5", company: { a: "a" }, size: 3 },
  ]);
  await contacts.remove("crm_contact", "2");
  await contacts.remove("crm_contact", "1");
  await mock.clock.advance("1h");
  expect(told()).toEqual([["3", "1"]]);

  const data = [
    { id: "6", company: "b", size: 3 },
    { id: "7", company: "a", size: 3 },
  ];
  await mock.emit({ connection_id: "c1", object_type: "crm_contact", event: "updated", data });
  expect(told()).toEqual([["7"]]);

  await request(mock, "PATCH", `${path}/${id}`, { only: null, webhook_type: "native" });
  await contacts.upsert("crm_contact", { id: "8" });
  await mock.idle();
  expect(told()).toEqual([["8"]]);
});

test("rule 15: a webhook may ask for smaller pages, not for larger ones", async () => {
  const { mock, contacts, create, told } = play();
  await contacts.load(
    "crm_contact",
    Array.from({ length: 250 }, (_, id) => ({ id: String(id) })),
  );
  await create({ event: "created", atOnce: 120 }, "?include_all=true");
  await mock.idle();
  expect(told().map((ids) => ids.length)).toEqual([100, 100, 50]);
  await create({ event: "created", atOnce: 2 });
  await contacts.load("crm_contact", [{ id: "x" }, { id: "y" }, { id: "z" }]);
  await mock.clock.advance("1h");
  expect(
    told()
      .map((ids) => ids.length)
      .sort(),
  ).toEqual([1, 2, 3]);
});

test("rule 21: a removal that was not told yet survives a restart", async () => {
  const state = stateFile();
  const first = play({ state });
  await first.contacts.upsert("crm_contact", { id: "1", name: "A" });
  await first.create({ event: "gone" });
  await first.contacts.remove("crm_contact", "1");
  await first.mock.close();
  const second = play({ state });
  expect(await second.contacts.objects("crm_contact")).toEqual([]);
  await second.mock.clock.advance("1h");
  expect(second.told()).toEqual([["1"]]);
});
