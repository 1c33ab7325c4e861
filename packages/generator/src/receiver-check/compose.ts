import { randomBytes } from "node:crypto";
import { composeBody, sign } from "@hookspec/signature";
import type { Json, JsonObject } from "../load/json.js";
import type { DeliveryShape } from "./shape.js";

/** One body to send, and the nonce by which an observed receiver reports it. */
export interface Delivery {
  readonly body: Buffer;
  readonly nonce: string;
}

/** What differs from a good delivery. An empty recipe is a good one. */
export interface Recipe {
  /** JSON text of the data, signed as it stands. */
  readonly data?: string;
  /** Default: fresh. An empty one is signed as nothing. */
  readonly nonce?: string;
  /** Members of the envelope that replace or join the example's. */
  readonly members?: JsonObject;
  /** JSON texts put into the body in place of what was signed, by member. */
  readonly sent?: Readonly<Record<string, string>>;
  /** Changes the signatures; a field that it leaves out is not sent. */
  readonly signatures?: (signed: Readonly<Record<string, string>>) => JsonObject;
  readonly secret?: string;
}

/** Builds and signs one delivery after a recipe. */
export async function compose(shape: DeliveryShape, secret: string, recipe: Recipe = {}): Promise<Delivery> {
  const { data, nonce } = shape;
  const fresh = recipe.nonce ?? freshNonce();
  const dataText = recipe.data ?? JSON.stringify(shape.example[data]);
  const members: JsonObject = { ...goodMembers(shape), ...recipe.members };
  const parts: Record<string, string> = {
    ...Object.fromEntries(Object.entries(members).map(([name, value]) => [name, textOf(value)])),
    [data]: dataText,
    [nonce]: fresh,
  };
  // The shared signer refuses to sign an empty part, rightly; what it would sign is the other parts alone.
  const scheme = shape.signing.map((one) => ({
    ...one,
    over: one.over.filter((member) => parts[member] !== ""),
  }));
  const signed = await sign(scheme, recipe.secret ?? secret, parts);
  const text = composeBody(
    { ...members, ...(recipe.signatures?.(signed) ?? signed) },
    { [data]: dataText, [nonce]: JSON.stringify(fresh), ...recipe.sent },
  );
  return { body: Buffer.from(text), nonce: fresh };
}

export function freshNonce(): string {
  return randomBytes(8).toString("hex");
}

/** The example's members in its order, without the signatures, as a delivery of the ordinary kind. */
function goodMembers({ example, signing, kind }: DeliveryShape): JsonObject {
  const unsigned = Object.entries(example).filter(([name]) => !signing.some(({ field }) => field === name));
  return { ...Object.fromEntries(unsigned), [kind.field]: kind.virtual };
}

/** A string is signed as its value, everything else as its JSON text. */
function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
