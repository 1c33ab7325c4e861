// The Webhook API as the benchmarks use it.

export const key = { authorization: "bearer bench" };
export const collection = "/unified/webhook";

/** A create request with the fields that users commonly send. */
export const createBody = {
  connection_id: "65a4c1d20b7e3f0012c9a001",
  object_type: "crm_contact",
  event: "updated",
  hook_url: "http://127.0.0.1:9/hooks/contacts",
  fields: "name,emails,updated_at",
  interval: 60,
  include_raw: false,
};

/** What such a request is answered: the item that the bare servers give. */
export const item = {
  ...createBody,
  created_at: "2024-01-15T10:30:00Z",
  environment: "Production",
  events: ["updated"],
  id: "65b0f3a90b7e3f0012c9b101",
  updated_at: "2024-01-15T10:30:00Z",
  webhook_type: "virtual",
  workspace_id: "659f8a000b7e3f0012c98001",
};

export const json = { "content-type": "application/json" };

export const getOne = (id) => [{ method: "GET", path: `${collection}/${id}`, headers: key, status: 200 }];

export const create = (status = 200) => [
  {
    method: "POST",
    path: collection,
    headers: { ...key, ...json },
    body: JSON.stringify(createBody),
    status,
  },
];

/** An item's whole life: the state does not grow, whatever the number of turns. */
export const lifeOfAnItem = [
  ...create(),
  { method: "GET", path: `${collection}/{id}`, headers: key, status: 200 },
  {
    method: "PATCH",
    path: `${collection}/{id}`,
    headers: { ...key, ...json },
    body: '{"interval":15}',
    status: 200,
  },
  { method: "DELETE", path: `${collection}/{id}`, headers: key, status: 200 },
];

/** One changed object whose JSON text has about `bytes` bytes. */
export function changedObject(n, bytes = 2048) {
  const object = {
    id: `contact_${n}`,
    name: "Zoë Ångström",
    emails: [{ email: "zoe@example.com", type: "WORK" }],
    notes: "",
  };
  const missing = bytes - Buffer.byteLength(JSON.stringify([object]));
  return { ...object, notes: "All work and no play. ".repeat(bytes / 22).slice(0, Math.max(missing, 0)) };
}
