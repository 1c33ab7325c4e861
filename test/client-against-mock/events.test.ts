import { unwrap, type UpdateWebhook } from "@hookspec/webhook-client";
import { expect, test } from "vitest";
import { createWebhook, startMock, stored } from "../support/mock.js";

type Events = { event?: string; events?: string[] };

const required = {
  connection_id: "connection_1",
  object_type: "crm_contact",
  hook_url: "http://127.0.0.1:9/",
};

test.each<[Events, Events]>([
  [{ event: "created" }, { event: "created", events: ["created"] }],
  [{ events: ["created"] }, { event: "created", events: ["created"] }],
  [{ events: ["created", "updated", "created"] }, { event: "created", events: ["created", "updated"] }],
  [
    { event: "updated", events: ["created", "updated"] },
    { event: "updated", events: ["created", "updated"] },
  ],
])("created with %j it holds %j", async (given, expected) => {
  const { client } = await startMock();
  expect(
    unwrap(await client.create({ body: { ...required, ...given } as UpdateWebhook & typeof required })),
  ).toMatchObject(expected);
});

test.each<[Events, string]>([
  [{}, "required"],
  [{ events: [] }, "minItems"],
  [{ event: "updated", events: ["created"] }, "disagrees"],
])("a create with %j is refused: %s", async (given, code) => {
  const { client } = await startMock();
  const result = await client.create({ body: { ...required, ...given } as UpdateWebhook & typeof required });
  expect(result).toMatchObject({ ok: false, status: 422, error: { errors: [{ code }] } });
});

/** Rule: of `event` and `events` the one that differs from the stored webhook wins. Stored is `[updated, created]`, `updated`. */
const changes: [string, Events, Events | 422][] = [
  [
    "only event moved",
    { event: "created", events: ["updated", "created"] },
    { event: "created", events: ["created"] },
  ],
  ["only events moved", { event: "updated", events: ["created"] }, { event: "created", events: ["created"] }],
  [
    "neither moved",
    { event: "updated", events: ["updated", "created"] },
    { event: "updated", events: ["updated", "created"] },
  ],
  [
    "both moved and agree",
    { event: "created", events: ["created"] },
    { event: "created", events: ["created"] },
  ],
  ["event alone", { event: "created" }, { event: "created", events: ["created"] }],
  ["events alone", { events: ["created", "created"] }, { event: "created", events: ["created"] }],
];

test.each(changes)("PUT: %s", async (_name, given, expected) => {
  const { client } = await startMock();
  const { id } = stored(
    unwrap(await client.create({ body: { ...required, events: ["updated", "created"] } })),
  );
  expect(unwrap(await client.update({ id, body: { ...required, ...given } as UpdateWebhook }))).toMatchObject(
    expected as Events,
  );
});

test.each([
  [{ event: "created" }, { event: "created", events: ["created"] }],
  [{ events: ["created", "updated"] }, { event: "created", events: ["created", "updated"] }],
  [{ events: ["created"] }, { event: "created", events: ["created"] }],
])("PATCH of a webhook for updated with %j gives %j", async (body, expected) => {
  const { client } = await startMock();
  const { id } = await createWebhook(client, { event: "updated" });
  expect(unwrap(await client.patch({ id, body }))).toMatchObject(expected);
});

test("both moved and event is not among events: refused, and nothing changes", async () => {
  const { client } = await startMock();
  const before = await createWebhook(client, { event: "updated" });
  const body = { ...required, event: "created", events: ["updated", "archived"] };
  expect(await client.update({ id: before.id, body })).toMatchObject({ ok: false, status: 422 });
  const lenient = await startMock({ lenient: true });
  const { id } = await createWebhook(lenient.client, { event: "updated" });
  expect(await lenient.client.update({ id, body })).toMatchObject({
    status: 422,
    error: { errors: [{ pointer: "/event", code: "disagrees" }] },
  });
  expect(unwrap(await client.get({ id: before.id }))).toEqual(before);
});
