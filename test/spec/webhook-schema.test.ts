import { describe, expect, test } from "vitest";
import { resolve, spec, type Schema } from "./read-spec.js";

// The facts, copied by hand: field, type, what else is said of it (`from 1` is ours), and what its description must speak of.
const fields = [
  ["checked_at", "date-time", "read-only", "last looked"],
  ["connection_id", "string", "", "connection"],
  ["created_at", "date-time", "read-only", "created"],
  ["environment", "string", "read-only, default Production", "environment"],
  ["event", "Event", "required", "event subscribed to, when it is one"],
  ["events", "PropertyWebhookEvents[]", "required", "older form"],
  ["fields", "string", "", "comma-separated", "every field but `raw`"],
  ["hook_url", "string", "required", "deliveries are POSTed"],
  ["id", "string", "read-only", "Identifies"],
  ["include_raw", "boolean", "", "integration's own object", "under `raw`"],
  ["integration_type", "string", "read-only", "integration"],
  ["interval", "number", "required, from 1", "Minutes from one check of a virtual webhook to the next"],
  ["meta", "PropertyWebhookMeta", "read-only", "no fixed form"],
  ["object_type", "ObjectType", "required", "type of object"],
  ["runs", "string[]", "read-only", "latest checks of a virtual webhook"],
  ["subscriptions", "string[]", "", "Ids of the subscriptions", "integration"],
  ["updated_at", "date-time", "read-only", "changed"],
  ["webhook_type", "WebhookWebhookType", "", "How changes are noticed"],
  ["workspace_id", "string", "read-only", "workspace"],
] as const;

const enums: [name: string, values: string][] = [
  ["Event", "updated created"],
  ["PropertyWebhookEvents", "updated created"],
  ["WebhookWebhookType", "virtual none native"],
  ["DeliveryType", "INITIAL-PARTIAL INITIAL-COMPLETE VIRTUAL NATIVE"],
  [
    "ObjectType",
    `accounting_account accounting_transaction accounting_customer accounting_invoice accounting_payment ats_application
    ats_applicationstatus ats_candidate ats_document ats_interview ats_job ats_scorecard crm_company crm_contact crm_deal crm_event
    crm_file crm_lead crm_pipeline hris_employee hris_group martech_list martech_member passthrough ticketing_note ticketing_ticket
    ticketing_customer uc_contact uc_call enrich_person enrich_company`,
  ],
];

const delivery = [
  ["data", "object[]", "required"],
  ["webhook", "Webhook", "required"],
  ["nonce", "string", "required"],
  ["sig", "string", "required"],
  ["sig256", "string", ""],
  ["type", "DeliveryType", "required"],
  ["external_xref", "string", ""],
];

describe("the Webhook", () => {
  test("has the 19 fields of the facts, in their order", () => {
    expect(table("Webhook")).toEqual(fields.map(([name, type, said]) => [name, type, said]));
    expect(fields).toHaveLength(19);
  });

  test.each(fields)("%s is described as the facts have it, with an example", (name, ...said) => {
    const field = spec.components.schemas["Webhook"]?.properties?.[name];
    for (const words of said.slice(2)) expect(field?.description?.replace(/\s+/g, " ")).toContain(words);
    expect(field?.description).toMatch(/\w.*\.\s*$/s);
    expect(field?.examples).toHaveLength(1);
  });
});

test("the delivery has the seven members of the facts", () => {
  expect(table("WebhookDelivery")).toEqual(delivery);
});

test.each(enums)("%s lists the values of the facts in order and may grow", (name, values) => {
  const schema = spec.components.schemas[name];
  expect(schema?.enum).toEqual(values.split(/\s+/));
  expect(schema?.["x-hookspec-extensible"]).toBe(true);
});

test("object_type has 31 values", () => {
  expect(spec.components.schemas["ObjectType"]?.enum).toHaveLength(31);
});

test("nothing else is an extensible enum", () => {
  const extensible = Object.entries(spec.components.schemas).filter(
    ([, schema]) => schema["x-hookspec-extensible"],
  );
  expect(extensible.map(([name]) => name).toSorted()).toEqual(enums.map(([name]) => name).toSorted());
});

test("a problem is what RFC 9457 describes, with errors that point", () => {
  expect(table("Problem")).toEqual([
    ["type", "uri-reference", "required"],
    ["title", "string", "required"],
    ["status", "integer", "required, from 400"],
    ["detail", "string", ""],
    ["instance", "uri-reference", ""],
    ["errors", "ProblemError[]", ""],
  ]);
  expect(table("ProblemError")).toEqual([
    ["pointer", "string", "required"],
    ["code", "string", "required"],
    ["detail", "string", "required"],
  ]);
});

function table(name: string): string[][] {
  const schema = resolve<Schema>({ $ref: `#/components/schemas/${name}` });
  return Object.entries(schema.properties ?? {}).map(([field, property]) => [
    field,
    typeName(property),
    [
      schema.required?.includes(field) && "required",
      property.readOnly && "read-only",
      property.minimum !== undefined && `from ${property.minimum}`,
      property.default !== undefined && `default ${String(property.default)}`,
    ]
      .filter(Boolean)
      .join(", "),
  ]);
}

function typeName({ $ref, type, format, items }: Schema): string {
  if ($ref !== undefined) return $ref.replace("#/components/schemas/", "");
  if (items !== undefined) return `${typeName(items)}[]`;
  return format ?? type ?? "any";
}
