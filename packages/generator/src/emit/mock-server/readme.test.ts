import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { modelWith } from "../../../test/model-of.js";
import { parseSpec } from "../../load/document.js";
import { toModel } from "../../model/to-model.js";
import { naming } from "../packages.js";
import { mockReadme } from "./readme.js";
import { creation, emission, reading } from "./readme-requests.js";

const specFile = fileURLToPath(new URL("../../../../../specs/webhook.yaml", import.meta.url));
const spec = await readFile(specFile, "utf8");
const webhook = (from = "", to = "") => toModel(parseSpec(spec.replace(from, to), "webhook.yaml"), "webhook");
const headings = (text: string) => [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

test("the Webhook API: a subscription by its roles, and the change that it waits for", () => {
  expect(creation(webhook())).toEqual({
    request: `"/unified/webhook", {
  method: "POST",
  headers: { authorization: "bearer test", "content-type": "application/json" },
  body: JSON.stringify({
    connection_id: "connection_1",
    object_type: "accounting_account",
    event: "created",
    hook_url: "http://localhost:3000/hook",
  }),
}`,
    source: '"connection_1"',
    objectType: '"accounting_account"',
    wait: '"1h"',
  });
  expect(emission(webhook())).toBe(
    '{ connection_id: "connection_1", object_type: "accounting_account", event: "updated", data: { id: "1" } }',
  );
  expect(creation(webhook("minimum: 1, default: 60 }", "minimum: 1, default: 90 }"))?.wait).toBe('"90m"');
});

test.each([
  ["a member that is no role", "required: [connection_id, object_type, hook_url]", "required: [fields]"],
  ["a key in the query", "in: header\n      name: authorization", "in: query\n      name: authorization"],
])("no subscription is shown where making one takes %s", (_name, from, to) => {
  expect(spec).toContain(from);
  expect(creation(webhook(from, to))).toBeUndefined();
});

const get = (operation: object) =>
  modelWith({ paths: { "/a": { get: { operationId: "a", ...operation } } } });

test("what is read: a GET that asks for nothing, refused as it documents", () => {
  const refusals = { "200": {}, "4XX": {}, "409": {} };
  expect(reading(get({ responses: refusals }))).toEqual({
    operation: '"a"',
    path: '"/a"',
    init: "",
    refusal: "409",
  });
  expect(reading(get({ responses: {} }))?.refusal).toBe("500");
  const asked = [{ name: "q", in: "query", required: true, schema: {} }];
  expect(reading(get({ parameters: asked, responses: {} }))).toBeUndefined();
});

test("only what the spec has is shown", () => {
  const names = naming("pets", "@acme", { runtime: "*", sibling: "*" });
  expect(headings(mockReadme(modelWith({}), names, "pets"))).toEqual(["Packages beside it"]);
  const plain = mockReadme(get({ responses: {} }), names, "pets");
  expect(headings(plain)).toEqual(["Faults and overrides", "In vitest", "Packages beside it"]);
  expect(plain).toContain(" It keeps state and answers like the API.");
  expect(plain).not.toMatch(/signed|subscribed|mock\.deliveries|allowHosts/);
  expect(mockReadme(webhook(), names, "pets")).toContain(
    "and POSTs signed deliveries to whoever subscribed.",
  );
  expect(plain).toContain('import { test, unwrap } from "@acme/pets-mock-server/vitest";\n');
  expect(plain).toContain('`test: { globalSetup: ["@acme/pets-mock-server/global-setup"] }`');
  expect(headings(mockReadme(webhook(), names, "pets"))[0]).toBe("Deliveries in virtual time");
});

test("what is sent by hand only is said to be: nobody can subscribe to it", () => {
  const post = { requestBody: { content: { "application/json": { schema: {} } } } };
  const callbacks = { "all done": { "{$url}": { post } } };
  const paths = { "/a": { post: { operationId: "a", responses: {}, callbacks } } };
  const text = mockReadme(
    modelWith({ paths }),
    naming("pets", undefined, { runtime: "*", sibling: "*" }),
    "pets",
  );
  expect(text).toContain("and POSTs the spec's webhooks when a test asks for it.");
  expect(text).toContain(
    '- `mock.webhooks["all done"].send(url, payload)` POSTs a webhook or callback of the spec by hand;',
  );
  expect(text).not.toContain("signed");
});
