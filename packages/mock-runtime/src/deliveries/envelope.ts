import { composeBody, sign } from "@hookspec/signature";
import type { DeliveryDefinition, SubscriptionDefinition } from "../definition.js";
import type { JsonObject } from "../json.js";
import type { DeclaredKind } from "./report.js";

/** What a delivery says, before it is text. */
export interface Envelope {
  readonly subscription: JsonObject;
  readonly objects: readonly JsonObject[];
  readonly kind: DeclaredKind;
  /** Random, never empty. */
  readonly nonce: string;
}

/**
 * The signed body of a delivery. The objects become text once, so that the signed bytes are the sent bytes. `omit` names members that
 * are signed (if they are) and not sent.
 */
export async function composeDelivery(
  definition: DeliveryDefinition,
  secret: string,
  { subscription, objects, kind, nonce }: Envelope,
  omit: readonly string[] = [],
): Promise<string> {
  const texts = {
    [definition.data]: JSON.stringify(objects),
    [definition.subscription]: JSON.stringify(subscription),
  };
  const words = { [definition.nonce]: nonce, [definition.kind.field]: definition.kind[kind] };
  const signatures = await sign(definition.signing, secret, { ...texts, ...words });
  const members = { ...texts, ...words, ...signatures };
  if (omit.length === 0) return composeBody(members, texts);
  const kept = <T>(all: Record<string, T>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !omit.includes(name)));
  return composeBody(kept(members), kept(texts));
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
