import { createSigner } from "@hookspec/signature";
import type { DeliveryDefinition, SubscriptionDefinition } from "../definition.js";
import type { JsonObject } from "../json.js";
import type { DeclaredKind } from "./report.js";

/** What a delivery says, before it is text. */
interface Envelope {
  /** Like the objects never written to, now or later: their texts are remembered. */
  readonly subscription: JsonObject;
  readonly objects: readonly JsonObject[];
  readonly kind: DeclaredKind;
  /** Random, never empty. */
  readonly nonce: string;
}

/** How one delivery's body differs from a right one. */
export interface EnvelopeDeviation {
  readonly secret?: string;
  /** Members that are signed (if they are) and not sent. */
  readonly omit?: readonly string[];
}

/** Gives the signed body of a delivery. */
export type Composer = (envelope: Envelope, deviation?: EnvelopeDeviation) => Promise<string>;

/** What one subscription was told of an object. */
interface Told {
  readonly fields: unknown;
  readonly raw: unknown;
  readonly text: string;
}

/**
 * Objects and subscriptions become text once, so that the signed bytes are the sent bytes, and that what many subscriptions are told
 * in the same way is not serialised for each of them.
 */
export function createComposer(
  definition: DeliveryDefinition,
  roles: Pick<SubscriptionDefinition, "select" | "raw">,
  secret: string,
): Composer {
  const { data, nonce, kind, signing } = definition;
  const signer = createSigner(signing, secret);
  const names = [data, definition.subscription, nonce, kind.field, ...signing.map(({ field }) => field)];
  const labels = new Map(names.map((name) => [name, `${JSON.stringify(name)}:`]));
  // Both are replaced when they change, never written to: one has the same text as long as it lives.
  const subscriptionTexts = new WeakMap<JsonObject, string>();
  const lastTold = new WeakMap<JsonObject, Told>();

  function subscriptionText(subscription: JsonObject): string {
    let text = subscriptionTexts.get(subscription);
    if (text === undefined) subscriptionTexts.set(subscription, (text = JSON.stringify(subscription)));
    return text;
  }

  function objectText(object: JsonObject, subscription: JsonObject): string {
    const fields = subscription[roles.select.field];
    const raw = subscription[roles.raw.field];
    const told = lastTold.get(object);
    if (told !== undefined && told.fields === fields && told.raw === raw) return told.text;
    const text = JSON.stringify(selectFields(roles, subscription, object));
    lastTold.set(object, { fields, raw, text });
    return text;
  }

  return async ({ objects, subscription, nonce: word, kind: which }, { secret: other, omit = [] } = {}) => {
    const objectTexts = objects.map((object) => objectText(object, subscription));
    const texts = [`[${objectTexts.join(",")}]`, subscriptionText(subscription)] as const;
    const sign = other === undefined ? signer : createSigner(signing, other);
    const signatures = await sign({
      [data]: texts[0],
      [definition.subscription]: texts[1],
      [nonce]: word,
      [kind.field]: kind[which],
    });
    const members: string[] = [];
    const add = (name: string, text: string) => {
      if (!omit.includes(name)) members.push(`${labels.get(name)}${text}`);
    };
    add(data, texts[0]);
    add(definition.subscription, texts[1]);
    add(nonce, JSON.stringify(word));
    add(kind.field, JSON.stringify(kind[which]));
    for (const name in signatures) add(name, JSON.stringify(signatures[name]));
    return `{${members.join(",")}}`;
  };
}

/** An object as a subscription wants it: the fields it names and those always sent; the source's own object only when asked for. */
function selectFields(
  { select, raw }: Pick<SubscriptionDefinition, "select" | "raw">,
  subscription: JsonObject,
  object: JsonObject,
): JsonObject {
  const text = subscription[select.field];
  const named = (typeof text === "string" ? text.split(",") : [])
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const withRaw = subscription[raw.field] === true || named.includes(raw.member);
  const wanted = named.length === 0 ? undefined : new Set([...named, ...select.always]);
  const keeps = (name: string) => (name === raw.member ? withRaw : (wanted?.has(name) ?? true));
  return Object.fromEntries(Object.entries(object).filter(([name]) => keeps(name)));
}
