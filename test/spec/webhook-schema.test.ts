import { describe, expect, test } from "vitest";
import { resolve, spec, type Schema } from "./read-spec.js";

/** What release 1 had not. */
const since11 = "since 1.1";

// The facts, copied by hand: field, type, what else is said of it (`from 1` is ours), and what its description must speak of.
const fields = [
  ["checked_at", "date-time", "read-only", "last looked"],
  ["connection_id", "string", "", "connection"],
  ["created_at", "date-time", "read-only", "created"],
  ["db_name_prefix", "string", since11, "names of the tables"],
  ["db_schema", "string", since11, "schema of the database"],
  ["db_type", "WebhookDbType", since11, "kind of database"],
  ["db_url", "string", since11, "Where the database"],
  ["environment", "string", "read-only, default Production", "environment"],
  ["event", "Event", "required", "event subscribed to, when it is one"],
  ["events", "PropertyWebhookEvents[]", "required", "older form"],
  ["fields", "string", "", "comma-separated", "every field but `raw`"],
  ["filters", "object", since11, "members have these values"],
  ["hook_url", "string", "required", "deliveries are POSTed"],
  ["id", "string", "read-only", "Identifies"],
  ["include_raw", "boolean", "", "integration's own object", "under `raw`"],
  ["integration_type", "string", "read-only", "integration"],
  ["interval", "number", "required, from 1", "Minutes from one check of a virtual webhook to the next"],
  ["is_beta", "boolean", `read-only, ${since11}`, "beta"],
  ["is_healthy", "boolean", `read-only, ${since11}`, "true again when the webhook is resumed"],
  ["is_paused", "boolean", since11, "suspended"],
  ["meta", "PropertyWebhookMeta", "read-only", "no fixed form"],
  ["object_type", "ObjectType", "required", "type of object"],
  ["page_max_limit", "number", `from 1, ${since11}`, "Most objects in one delivery"],
  ["runs", "string[]", "read-only", "latest checks of a virtual webhook"],
  ["subscriptions", "string[]", "", "Ids of the subscriptions", "integration"],
  ["updated_at", "date-time", "read-only", "changed"],
  ["webhook_type", "WebhookWebhookType", "", "How changes are noticed"],
  ["workspace_id", "string", "read-only", "workspace"],
] as const;

const enums: [name: string, values: string][] = [
  ["Event", "updated created deleted"],
  ["PropertyWebhookEvents", "updated created deleted"],
  ["WebhookWebhookType", "virtual none native"],
  ["WebhookDbType", "mongodb mysql postgres mssql mariadb supabase snowflake"],
  ["DeliveryType", "INITIAL-PARTIAL INITIAL-COMPLETE VIRTUAL NATIVE"],
  [
    "ObjectType",
    `accounting_account accounting_transaction accounting_customer accounting_invoice accounting_payment ats_application
    ats_applicationstatus ats_candidate ats_document ats_interview ats_job ats_scorecard crm_company crm_contact crm_deal crm_event
    crm_file crm_lead crm_pipeline hris_employee hris_group martech_list martech_member passthrough ticketing_note ticketing_ticket
    ticketing_customer uc_contact uc_call enrich_person enrich_company
    accounting_journal accounting_contact accounting_bill accounting_vendorcredit accounting_creditmemo accounting_taxrate
    accounting_organization accounting_order accounting_salesorder accounting_purchaseorder accounting_report
    accounting_balancesheet accounting_profitloss accounting_trialbalance accounting_category accounting_expense
    accounting_cashflow accounting_quote accounting_agedreceivable accounting_agedpayable accounting_project
    accounting_bankfeedaccount accounting_bankfeedtransaction payment_payment payment_link payment_payout payment_refund
    payment_subscription commerce_item commerce_collection commerce_inventory commerce_location commerce_review
    commerce_saleschannel commerce_itemvariant commerce_reservation commerce_availability verification_package verification_request
    assessment_package assessment_order ats_activity ats_company crm_picklist hris_payslip hris_timeoff hris_company hris_location
    hris_device hris_timeshift hris_attendance hris_deduction hris_benefit hris_bankaccount hris_document hris_taxonomy
    martech_campaign martech_report ticketing_category uc_comment uc_recording storage_file genai_model genai_prompt
    genai_embedding messaging_message messaging_channel messaging_event kms_space kms_page kms_comment task_project task_task
    task_comment task_change scim_users scim_groups lms_course lms_class lms_student lms_instructor lms_content lms_collection
    lms_activity repo_organization repo_repository repo_branch repo_commit repo_pullrequest metadata_metadata calendar_calendar
    calendar_event calendar_busy calendar_link calendar_recording calendar_webinar ads_organization ads_ad ads_campaign ads_report
    ads_group ads_creative ads_asset ads_insertionorder ads_target ads_promoted analytics_property analytics_event
    analytics_session analytics_visitor analytics_report forms_form forms_submission shipping_carrier shipping_rate
    shipping_shipment shipping_label shipping_tracking signing_document signing_signatory signing_template clubs_group clubs_member
    clubs_activity clubs_location clubs_event datastore_database datastore_table datastore_record datastore_query cdp_profile
    cdp_segment cdp_event cdp_source cdp_destination cdp_activation performance_cycle performance_review performance_goal
    performance_feedback`,
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
  test("has the fields of the facts in their order: the 19 of release 1, and what came since", () => {
    const first = fields.filter(([, , said]) => !said.includes(since11));
    expect(first).toHaveLength(19);
    expect(table("Webhook")).toEqual(
      fields.map(([name, type, said]) => [name, type, said.replace(/(, )?since 1\.1$/, "")]),
    );
    const required = new Set(spec.components.schemas["Webhook"]?.required);
    expect(fields.filter(([name, , said]) => said.includes(since11) && required.has(name))).toEqual([]);
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

test("object_type has the 31 values of release 1 first, then the 140 that came since", () => {
  const values = spec.components.schemas["ObjectType"]?.enum ?? [];
  expect(values).toHaveLength(31 + 140);
  expect(new Set(values).size).toBe(31 + 140);
  expect(values[30]).toBe("enrich_company");
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
