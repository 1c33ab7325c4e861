import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { modelWith } from "../../test/model-of.js";
import { parseSpec } from "../load/document.js";
import { toModel } from "./to-model.js";

const specFile = fileURLToPath(new URL("../../../../specs/webhook.yaml", import.meta.url));
const spec = await readFile(specFile, "utf8");

/** The Webhook spec with one text replaced by another. */
function modelOf(from: string, to: string) {
  expect(spec).toContain(from);
  return toModel(parseSpec(spec.replace(from, to), "webhook.yaml"), "webhook");
}

test("the Webhook spec: one subscription, one delivery, two signatures", () => {
  const { subscription, delivery, webhooks } = toModel(parseSpec(spec, "webhook.yaml"), "webhook");
  expect(subscription).toMatchObject({
    resource: "Webhook",
    source: "connection_id",
    objectType: "object_type",
    event: "event",
  });
  expect(delivery?.signing.map(({ field, algorithm, over }) => [field, algorithm, over])).toEqual([
    ["sig", "hmac-sha1", ["data", "nonce"]],
    ["sig256", "hmac-sha256", ["data", "nonce"]],
  ]);
  expect(webhooks.map(({ name }) => name)).toEqual(["delivery"]);
});

test.each([
  [
    "url: hook_url",
    "url: hook_uri",
    /x-hookspec-subscription\/url names hook_uri, which is no field of Webhook\. Did you mean hook_url\? Known: checked_at, /,
  ],
  [
    "data: data",
    "data: dta",
    /x-hookspec-delivery\/data names dta, which is no member of the payload\. Did you mean data\? Known: data, webhook, nonce, /,
  ],
  [
    "nonce: nonce",
    "nonce: once",
    /x-hookspec-delivery\/nonce names once, which is no member of the payload\. Did you mean nonce\?/,
  ],
  [
    "field: sig256,",
    "field: sig26,",
    /x-hookspec-signing\/1\/field names sig26, which is no member of the payload\. Did you mean sig256\?/,
  ],
])("%s misspelt as %s is named with its place", (from, to, message) => {
  const model = () => modelOf(from, to);
  expect(model).toThrow(message);
  const line = spec.slice(0, spec.indexOf(from)).split("\n").length;
  expect(model).toThrow(`webhook.yaml:${line}:`);
});

const delivery = { data: "d", nonce: "n", subscription: { schema: "A", member: "s" }, kind: { field: "k" } };
const payload = { requestBody: { content: { "application/json": { schema: { type: "object" } } } } };

test.each([
  [
    "two webhooks that deliver",
    {
      a: { post: { ...payload, "x-hookspec-delivery": delivery } },
      b: { post: { ...payload, "x-hookspec-delivery": delivery } },
    },
    "x-hookspec-delivery stands on a already; one webhook of a document has it. Remove it from one of the two.",
  ],
  [
    "a delivery without a payload",
    { a: { post: { "x-hookspec-delivery": delivery } } },
    'webhooks.a has no payload schema. Add requestBody.content["application/json"].schema.',
  ],
  [
    "a delivery to no subscription",
    { a: { post: { ...payload, "x-hookspec-delivery": delivery } } },
    "x-hookspec-delivery/subscription/schema is A, which has no x-hookspec-subscription. Add it to that schema, or name the one that has it.",
  ],
])("%s", (_name, webhooks, message) => {
  expect(() => modelWith({ webhooks })).toThrow(message);
});

test("a subscription that is no resource, and two of them", () => {
  const roles = { "x-hookspec-subscription": { url: "u" } };
  expect(() => modelWith({ components: { schemas: { A: roles } } })).toThrow(
    "A has x-hookspec-subscription but is no resource: no path GET /…/{id} answers it. Add one, or remove the extension.",
  );
  expect(() => modelWith({ components: { schemas: { A: roles, B: roles } } })).toThrow(
    "x-hookspec-subscription stands on A already; one schema of a document has it. Remove it from one of the two.",
  );
});
