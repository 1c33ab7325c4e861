import { unwrap, type CreateWebhook, type PatchWebhook, type UpdateWebhook } from "@hookspec/webhook-client";
import type { Problem } from "@hookspec/webhook-types";
import { expect, test } from "vitest";
import { contacts, createWebhook, standingClock, startMock } from "../support/mock.js";

/** A webhook with every writable field set, half an hour old. */
async function fullWebhook() {
  const { client, mock } = await startMock(standingClock);
  const webhook = await createWebhook(client, {
    events: ["updated", "created"],
    fields: "name,emails",
    include_raw: true,
    interval: 15,
    subscriptions: ["sub_1"],
    webhook_type: "native",
  });
  await mock.clock.advance("30m");
  return { client, webhook, id: webhook.id };
}

test("PUT with what GET gave changes updated_at and nothing else", async () => {
  const { client, webhook, id } = await fullWebhook();
  const got = unwrap(await client.get({ id }));
  expect(unwrap(await client.update({ id, body: got }))).toEqual({
    ...webhook,
    updated_at: "2024-01-01T00:30:00Z",
  });
  expect(unwrap(await client.get({ id }))).toEqual({ ...webhook, updated_at: "2024-01-01T00:30:00Z" });
});

test("PATCH with what GET gave does the same", async () => {
  const { client, webhook, id } = await fullWebhook();
  const body = unwrap(await client.get({ id }));
  expect(unwrap(await client.patch({ id, body }))).toEqual({
    ...webhook,
    updated_at: "2024-01-01T00:30:00Z",
  });
});

test("PUT takes what is absent back to its default, but what is fixed stays", async () => {
  const { client, webhook, id } = await fullWebhook();
  const body: UpdateWebhook = { hook_url: webhook.hook_url, event: "created" };
  const { created_at, workspace_id } = webhook;
  expect(unwrap(await client.update({ id, body }))).toEqual({
    id,
    connection_id: "connection_1",
    object_type: "crm_contact",
    created_at,
    workspace_id,
    environment: "Production",
    updated_at: "2024-01-01T00:30:00Z",
    hook_url: webhook.hook_url,
    event: "created",
    events: ["created"],
    interval: 60,
    is_healthy: true,
    webhook_type: "virtual",
  });
});

test.each<[string, PatchWebhook, Record<string, unknown>]>([
  ["fields: null", { fields: null }, { fields: undefined }],
  ['fields: ""', { fields: "" }, { fields: undefined }],
  ["include_raw: null", { include_raw: null }, { include_raw: undefined }],
  ["subscriptions: null", { subscriptions: null }, { subscriptions: undefined }],
  ["interval: null, which has a default", { interval: null }, { interval: 60 }],
  ["webhook_type: null, which has a default", { webhook_type: null }, { webhook_type: "virtual" }],
  ["an array whole", { subscriptions: ["sub_2", "sub_3"] }, { subscriptions: ["sub_2", "sub_3"] }],
  ["nothing", {}, {}],
])("PATCH sets or unsets %s and leaves the rest", async (_name, body, expected) => {
  const { client, webhook, id } = await fullWebhook();
  const after: Record<string, unknown> = { ...webhook, updated_at: "2024-01-01T00:30:00Z", ...expected };
  const patched = unwrap(await client.patch({ id, body }));
  expect(patched).toEqual(after);
  expect(JSON.stringify(patched)).not.toContain("null");
});

test.each(["fields", "connection_id"])(
  'null and "" leave an optional string unset: %s in a PUT',
  async (field) => {
    const { client, webhook, id } = await fullWebhook();
    for (const value of [null, ""]) {
      const { [field as "fields"]: _gone, ...rest } = webhook;
      const updated = unwrap(await client.update({ id, body: { ...rest, [field]: value } as UpdateWebhook }));
      expect(updated.fields).toBe(field === "fields" ? undefined : "name,emails");
      expect(updated.connection_id).toBe("connection_1");
    }
  },
);

test('a create with null and "" in optional strings stores neither', async () => {
  const { client } = await startMock();
  for (const fields of [null, ""] as const) {
    const { id } = await createWebhook(client, { fields });
    const webhook = unwrap(await client.get({ id }));
    expect(Object.keys(webhook)).not.toContain("fields");
    expect(Object.values(webhook)).not.toContain(null);
  }
});

test.each<[string, PatchWebhook]>([
  ["connection_id", { connection_id: "connection_2" }],
  ["object_type", { object_type: "crm_deal" }],
])("%s is fixed: another value is refused, the same is fine", async (field, body) => {
  const { client, webhook, id } = await fullWebhook();
  const same = { [field]: webhook[field as "connection_id"] };
  expect(await client.patch({ id, body: same })).toMatchObject({ ok: true });
  const full = { ...webhook, ...body } as UpdateWebhook;
  for (const refused of [await client.patch({ id, body }), await client.update({ id, body: full })]) {
    expect(refused).toMatchObject({ status: 422, error: { errors: [{ pointer: `/${field}` }] } });
  }
});

// The types do not let null through here, so a caller without them is played.
test.each<[string, Record<string, unknown>]>([
  ["null for hook_url", { hook_url: null }],
  ['"" for hook_url', { hook_url: "" }],
  ["null for object_type", { object_type: null }],
])("what is required cannot be unset: %s", async (_name, body) => {
  const { client, id } = await fullWebhook();
  const result = await client.patch({ id, body: body as PatchWebhook });
  expect(result).toMatchObject({ ok: false, status: 422 });
  const [pointer] = Object.keys(body);
  if (!result.ok)
    expect((result.error as Problem).errors?.map((error) => error.pointer)).toContain(`/${pointer}`);
});

test("read-only members are ignored without a look at them, and unknown ones too", async () => {
  const { client } = await startMock(standingClock);
  const strange: unknown = {
    ...contacts(),
    id: "mine",
    created_at: "never",
    updated_at: 7,
    workspace_id: ["w"],
    checked_at: null,
    integration_type: 1,
    environment: "Sandbox",
    runs: "all",
    meta: "none",
    sparkle: true,
  };
  const webhook = unwrap(await client.create({ body: strange as CreateWebhook }));
  expect(webhook).toMatchObject({ created_at: "2024-01-01T00:00:00Z", environment: "Production" });
  expect(webhook.id).not.toBe("mine");
  for (const absent of ["checked_at", "integration_type", "runs", "meta", "sparkle"])
    expect(webhook).not.toHaveProperty(absent);

  const id = webhook.id ?? "";
  expect(unwrap(await client.update({ id, body: strange as UpdateWebhook }))).toEqual(webhook);
  expect(unwrap(await client.patch({ id, body: strange as PatchWebhook }))).toEqual(webhook);
});

test("unknown enum values are stored by a lenient mock", async () => {
  const { client } = await startMock({ lenient: true });
  const webhook = await createWebhook(client, {
    object_type: "crm_spaceship",
    event: "archived",
    webhook_type: "psychic",
  });
  expect(webhook).toMatchObject({
    object_type: "crm_spaceship",
    event: "archived",
    events: ["archived"],
    webhook_type: "psychic",
  });
});
