import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { dataOf } from "../support/delivery.js";
import { faults, named, operations, resolve, spec } from "../spec/read-spec.js";

/** An answer of the API, read. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly body: Body;
}

const fieldsOf = (name: string) => Object.keys(spec.components.schemas[name]?.properties ?? {});
const webhookFields = fieldsOf("Webhook");
const deliveryFields = fieldsOf("WebhookDelivery");
const delivery = named("WebhookDelivery");

/** Method and path of an operation; `{…}` is filled from `parts`. */
export function requestOf(operationId: string, parts: Readonly<Record<string, string>>) {
  const { method, path } = operationOf(operationId);
  return {
    method,
    path: path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parts[name] ?? "")),
  };
}

/** Holds an answer against what the spec says of its operation: status, media type, body, no unknown member, no null. */
export async function readDocumented<Body>(operationId: string, response: Response): Promise<Answer<Body>> {
  const text = await response.text();
  const said = operationOf(operationId).operation.responses[response.status];
  if (said === undefined)
    throw new Error(
      `specs/webhook.yaml does not say that ${operationId} answers ${response.status}: ${text}`,
    );
  const media = Object.entries(resolve(said).content ?? {});
  expect([operationId, response.status, response.headers.get("content-type")]).toEqual([
    operationId,
    response.status,
    media[0]?.[0] ?? null,
  ]);
  const [[, content] = []] = media;
  if (content === undefined) {
    expect([operationId, text]).toEqual([operationId, ""]);
    return { status: response.status, body: undefined as Body };
  }
  const body = JSON.parse(text) as Body;
  expect([operationId, faults(content.schema, body)]).toEqual([operationId, []]);
  if (response.ok) {
    expect(text).not.toMatch(/[:[,]null\b/);
    for (const item of [body].flat())
      expect(webhookFields).toEqual(expect.arrayContaining(Object.keys(item as object)));
  }
  return { status: response.status, body };
}

/** Holds the bytes of a delivery against its schema, and both signatures against node:crypto. */
export function checkDelivery(text: string, secret: string): void {
  const body = JSON.parse(text) as Readonly<Record<string, string>>;
  expect(faults(delivery, body)).toEqual([]);
  expect(deliveryFields).toEqual(expect.arrayContaining(Object.keys(body)));
  const mac = (hash: string) =>
    createHmac(hash, secret)
      .update(dataOf(text))
      .update(body["nonce"] ?? "")
      .digest("base64");
  expect([body["sig"], body["sig256"]]).toEqual([mac("sha1"), mac("sha256")]);
}

function operationOf(operationId: string) {
  const found = operations.find(({ operation }) => operation.operationId === operationId);
  if (found === undefined) throw new Error(`specs/webhook.yaml has no operation ${operationId}.`);
  return found;
}
