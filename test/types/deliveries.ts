// A consumer's program: it is compiled by several compilers, and run by none.
import { DeliveryVerificationError, verifyDelivery } from "@hookspec/webhook-client/receiver";
import {
  deliveryTypeValues,
  eventValues,
  isObjectType,
  isProblem,
  isWebhook,
  isWebhookDelivery,
  objectTypeValues,
  webhookWebhookTypeValues,
  type DeliveryType,
  type Event,
  type KnownObjectType,
  type ObjectType,
  type PropertyWebhookEvents,
  type PropertyWebhookMeta,
  type WebhookDelivery,
  type WebhookWebhookType,
} from "@hookspec/webhook-types";
import type { components, operations, paths, webhooks } from "@hookspec/webhook-types/openapi";

export async function receive(request: Request): Promise<Response> {
  try {
    const delivery: WebhookDelivery = await verifyDelivery(await request.arrayBuffer(), {
      secret: ["new", "old"],
      requireSig256: true,
    });
    const [first] = delivery.data;
    return Response.json(first?.["name"] ?? delivery.webhook.hook_url);
  } catch (error) {
    if (!(error instanceof DeliveryVerificationError)) throw error;
    // @ts-expect-error: no such reason
    const never = error.reason === "too-late";
    return new Response(`${error.reason} ${never}`, { status: 401 });
  }
}

// @ts-expect-error: without a secret nothing can be verified
export const unverified = verifyDelivery("{}", {});

/** The arrays hold exactly the known values, as a type too. */
export const known: readonly KnownObjectType[] = objectTypeValues;
export const all: readonly [Event, WebhookWebhookType, DeliveryType, PropertyWebhookEvents] = [
  eventValues[0],
  webhookWebhookTypeValues[2],
  deliveryTypeValues[3],
  eventValues[1],
];

export function guarded(value: unknown, type: ObjectType): string {
  if (isWebhook(value)) return value.hook_url;
  if (isWebhookDelivery(value)) return value.nonce;
  if (isProblem(value)) return value.title;
  const meta: PropertyWebhookMeta = { anything: [1] };
  const narrowed: KnownObjectType | undefined = isObjectType(type) ? type : undefined;
  return `${narrowed} ${JSON.stringify(meta)}`;
}

export type Listed =
  paths["/unified/webhook"]["get"]["responses"]["200"]["content"]["application/json"][number];
export type Sent = webhooks["delivery"]["post"]["requestBody"]["content"]["application/json"];
export const sameInBoth = (webhook: components["schemas"]["Webhook"]): Listed => webhook;
export type Named = operations["getUnifiedWebhook"]["parameters"]["path"]["id"];
