import type { SigningScheme } from "@hookspec/signature";
import type { SpecDocument } from "../load/document.js";
import { isObject, objectOf, stringOf, type Json, type JsonObject } from "../load/json.js";
import { UsageError } from "../load/problems.js";
import type { ApiModel, Delivery } from "../model/api-model.js";
import { dereference, preferredMediaTypes } from "../model/operations.js";
import { toModel } from "../model/to-model.js";

/** All that the tricks know of the API: how its deliveries are made up. The names come from the spec's extensions. */
export interface DeliveryShape {
  /** The spec's path, for messages. */
  readonly spec: string;
  readonly contentType: string;
  /** Member with the changed objects. */
  readonly data: string;
  readonly nonce: string;
  /** Member with the subscription, and the field that identifies it. */
  readonly subscription: { readonly member: string; readonly id: string };
  /** Member that says why the delivery was made, and its values. */
  readonly kind: {
    readonly field: string;
    readonly initialPage: string;
    readonly initialLast: string;
    readonly virtual: string;
    readonly native: string;
  };
  /** Statuses that count as delivered: `204`, `2XX`. */
  readonly success: readonly string[];
  /** Strongest signature first. */
  readonly signing: SigningScheme;
  /** A whole delivery; its nonce and signatures are replaced each time. */
  readonly example: JsonObject;
}

/**
 * Reads the shape out of a spec.
 * @param sample a delivery that replaces the spec's example: for receivers that know their own subscriptions only
 * @throws UsageError when the spec does not say how deliveries are made up or signed
 */
export function shapeOf(document: SpecDocument, sample?: JsonObject): DeliveryShape {
  const model = toModel(document, "receiver-check");
  const { delivery } = model;
  if (delivery === undefined) {
    throw new UsageError(
      `${document.file} has no webhook with x-hookspec-delivery, so there is nothing to send. Add the extension to the webhook's post operation, or give another spec by --spec.`,
    );
  }
  if (delivery.signing.length === 0) {
    throw new UsageError(
      `${document.file} declares no signature for webhooks.${delivery.name}, so no delivery can be proven genuine. Add x-hookspec-signing to its post operation.`,
    );
  }
  const { declaration } = delivery;
  const subscription = objectOf(declaration["subscription"]);
  const media = payloadMedia(document, delivery.name);
  return {
    spec: document.file,
    contentType: media.type,
    data: delivery.data,
    nonce: String(declaration["nonce"]),
    subscription: {
      member: String(subscription["member"]),
      id: idField(model, String(subscription["schema"])),
    },
    // Checked by the extension's JSON Schema when the spec was loaded.
    kind: declaration["kind"] as unknown as DeliveryShape["kind"],
    success: declaration["success"] as string[],
    signing: strongestFirst(delivery),
    example: checkSample(
      delivery,
      sample ?? exampleOf(document, delivery, media.value),
      sample === undefined,
    ),
  };
}

/** Whether the spec counts a status as delivered. */
export function isSuccess({ success }: Pick<DeliveryShape, "success">, status: number): boolean {
  return success.includes(String(status)) || success.includes(`${Math.floor(status / 100)}XX`);
}

const strength = { "hmac-sha512": 0, "hmac-sha256": 1, "hmac-sha1": 2 };

function strongestFirst({ signing }: Delivery): SigningScheme {
  return [...signing].sort((a, b) => strength[a.algorithm] - strength[b.algorithm]);
}

function idField({ resources }: ApiModel, schema: string): string {
  return resources.find(({ name }) => name === schema)?.id ?? "id";
}

function payloadMedia(document: SpecDocument, webhook: string): { type: string; value: JsonObject } {
  const item = objectOf(dereference(document, objectOf(document.root["webhooks"])[webhook]));
  const body = objectOf(dereference(document, objectOf(item["post"])["requestBody"]));
  const content = objectOf(body["content"]);
  const type = preferredMediaTypes(content)[0] ?? "application/json";
  return { type, value: objectOf(content[type]) };
}

/** The first example with data in it: an empty page would prove little. */
function exampleOf(document: SpecDocument, { data }: Delivery, media: JsonObject): Json | undefined {
  const examples = [
    media["example"],
    ...Object.values(objectOf(media["examples"])).map((one) =>
      document.exampleValue(objectOf(dereference(document, one))),
    ),
  ].filter((one) => one !== undefined);
  return examples.find((one) => notEmpty(objectOf(one)[data])) ?? examples[0];
}

function notEmpty(data: Json | undefined): boolean {
  return Array.isArray(data) ? data.length > 0 : isObject(data);
}

function checkSample(
  { name, data, declaration }: Delivery,
  sample: Json | undefined,
  fromSpec: boolean,
): JsonObject {
  const nonce = String(declaration["nonce"]);
  const where = fromSpec ? `The example of webhooks.${name}` : "The file of --delivery";
  if (sample === undefined) {
    throw new UsageError(
      `webhooks.${name} has no example to send. Add one to the spec (examples, or externalValue with a file), or give a delivery by --delivery.`,
    );
  }
  const envelope = objectOf(sample);
  if (!notEmpty(envelope[data]) || stringOf(envelope[nonce]) === undefined) {
    throw new UsageError(
      `${where} is no delivery: it needs "${data}" (an array or object that is not empty) and "${nonce}" (a string).`,
    );
  }
  return envelope;
}
