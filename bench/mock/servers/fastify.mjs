// Fastify with a Map, its router, and the same checks of a create request by its own ajv.
import fastify from "fastify";
import { collection, item } from "../api.mjs";

const items = new Map([[item.id, item]]);
const app = fastify();
let ids = 0;

app.addHook("onRequest", async (request, reply) => {
  if (!request.headers.authorization) await reply.code(401).send({ title: "Unauthorized" });
});
const body = {
  type: "object",
  required: ["connection_id", "object_type", "hook_url"],
  anyOf: [{ required: ["event"] }, { required: ["events"] }],
  properties: {
    connection_id: { type: "string" },
    object_type: { enum: ["crm_contact", "crm_company", "crm_deal", "ats_job", "uc_call"] },
    event: { enum: ["updated", "created"] },
    events: { type: "array", items: { enum: ["updated", "created"] } },
    hook_url: { type: "string" },
    fields: { type: "string" },
    interval: { type: "number", minimum: 1 },
    include_raw: { type: "boolean" },
    webhook_type: { enum: ["virtual", "native", "none"] },
  },
};
app.get(collection, () => [item]);
app.get(`${collection}/:id`, (request) => items.get(request.params.id));
app.post(collection, { schema: { body } }, (request) => {
  const now = new Date().toISOString();
  const made = { ...item, ...request.body, id: String(++ids), created_at: now, updated_at: now };
  items.set(made.id, made);
  return made;
});
await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
