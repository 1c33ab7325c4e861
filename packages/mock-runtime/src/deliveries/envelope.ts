import { createSigner } from "@hookspec/signature";
import type { DeliveryDefinition, SubscriptionDefinition } from "../definition.js";
import type { JsonObject } from "../json.js";
import type { DeclaredKind } from "./report.js";

/** What a delivery says, before it is text. */
interface Envelope {
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

/** The objects become text once, so that the signed bytes are the sent bytes. */
export function createComposer(definition: DeliveryDefinition, secret: string): Composer {
  const { data, nonce, kind, signing } = definition;
  const signer = createSigner(signing, secret);
  // Items are replaced when they change, never written to: one has the same text as long as it lives.
  const subscriptionTexts = new WeakMap<JsonObject, string>();

  function subscriptionText(subscription: JsonObject): string {
    let text = subscriptionTexts.get(subscription);
    if (text === undefined) subscriptionTexts.set(subscription, (text = JSON.stringify(subscription)));
    return text;
  }

  return async (envelope, { secret: otherSecret, omit = [] } = {}) => {
    const texts: [string, string][] = [
      [data, JSON.stringify(envelope.objects)],
      [definition.subscription, subscriptionText(envelope.subscription)],
    ];
    const words: [string, string][] = [
      [nonce, envelope.nonce],
      [kind.field, kind[envelope.kind]],
    ];
    const sign = otherSecret === undefined ? signer : createSigner(signing, otherSecret);
    const signatures = await sign(Object.fromEntries([...texts, ...words]));
    for (const [name, value] of [...words, ...Object.entries(signatures)])
      texts.push([name, JSON.stringify(value)]);
    const sent = omit.length === 0 ? texts : texts.filter(([name]) => !omit.includes(name));
    return `{${sent.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
  };
}

/** The objects as a subscription wants them: the fields it names and those always sent; the source's own object only when asked for. */
export function selectFields(
  { select, raw }: Pick<SubscriptionDefinition, "select" | "raw">,
  subscription: JsonObject,
  objects: readonly JsonObject[],
): readonly JsonObject[] {
  const text = subscription[select.field];
  const named = (typeof text === "string" ? text.split(",") : [])
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const withRaw = subscription[raw.field] === true || named.includes(raw.member);
  const wanted = named.length === 0 ? undefined : new Set([...named, ...select.always]);
  const keeps = (name: string) => (name === raw.member ? withRaw : (wanted?.has(name) ?? true));
  return objects.map((object) => Object.fromEntries(Object.entries(object).filter(([name]) => keeps(name))));
}
