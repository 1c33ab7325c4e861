import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { faults, named, readBeside, spec, specText, type Spec } from "./read-spec.js";

const requests = ["CreateWebhook", "CreateWebhookForConnection", "UpdateWebhook", "PatchWebhook"];
const whole = JSON.parse(readBeside("examples/get.response.json")) as Record<string, unknown>;

describe.each(requests)("%s", (name) => {
  test("accepts a whole webhook as it was read, and members it does not know", () => {
    expect(Object.keys(whole)).toEqual(
      expect.arrayContaining(["id", "created_at", "updated_at", "workspace_id", "runs", "meta"]),
    );
    expect(faults(named(name), { ...whole, of_a_later_release: [1] })).toEqual([]);
  });

  test("refuses values that no webhook may have", () => {
    const body = {
      ...whole,
      event: "archived",
      events: ["archived"],
      hook_url: 1,
      interval: 0.5,
      object_type: "crm_unknown",
      webhook_type: "x",
    };
    expect(faults(named(name), body).toSorted()).toEqual([
      "/event enum",
      "/events/0 enum",
      "/hook_url type",
      "/interval minimum",
      "/object_type enum",
      "/webhook_type enum",
    ]);
  });

  test("has a description and an example that fits", () => {
    const schema = spec.components.schemas[name];
    expect(schema?.description).toMatch(/\w{3}/);
    expect(schema?.examples?.flatMap((example) => faults(named(name), example))).toEqual([]);
  });
});

const url = "https://app.example.com/hooks";
const target = { connection_id: "c1", object_type: "crm_deal", hook_url: url };

test.each([
  ["CreateWebhook", "one event", { ...target, event: "created" }],
  ["CreateWebhook", "several events", { ...target, events: ["created"] }],
  ["CreateWebhookForConnection", "nothing but a URL", { hook_url: url }],
  ["UpdateWebhook", "a URL and an event", { hook_url: url, event: "updated" }],
  ["PatchWebhook", "nothing", {}],
  ["PatchWebhook", "an empty text, which unsets", { fields: "" }],
])("%s accepts %s", (name, _what, body) => {
  expect(faults(named(name), body)).toEqual([]);
});

test.each([
  ["CreateWebhook", "neither event nor events", target, ["/event missing", "/events missing", " anyOf"]],
  [
    "CreateWebhook",
    "only an event",
    { event: "updated" },
    ["/connection_id missing", "/object_type missing", "/hook_url missing"],
  ],
  ["CreateWebhookForConnection", "no URL", {}, ["/hook_url missing"]],
  [
    "UpdateWebhook",
    "neither event nor events",
    { hook_url: url },
    ["/event missing", "/events missing", " anyOf"],
  ],
  ["UpdateWebhook", "no URL", { event: "updated" }, ["/hook_url missing"]],
  ["PatchWebhook", "a list", [], [" type"]],
])("%s refuses %s", (name, _what, body, reasons) => {
  expect(faults(named(name), body).toSorted()).toEqual(reasons.toSorted());
});

test.each([
  ["CreateWebhook", "strings"],
  ["CreateWebhookForConnection", "strings"],
  ["UpdateWebhook", "strings"],
  ["PatchWebhook", "all"],
])("%s lets null unset: %s", (name, unset) => {
  expect(spec.components.schemas[name]?.["x-hookspec-unset"]).toBe(unset);
});

test("a field added to the Webhook reaches every request", () => {
  const anchor = "properties: &webhook-properties\n";
  const edited = parse(specText.replace(anchor, `${anchor}        beta_of: { type: boolean }\n`)) as Spec;
  for (const name of ["Webhook", ...requests]) {
    expect(Object.keys(edited.components.schemas[name]?.properties ?? {})).toHaveLength(
      Object.keys(spec.components.schemas["Webhook"]?.properties ?? {}).length + 1,
    );
  }
});
