import { createHmac } from "node:crypto";
import { onTestFinished, vi } from "vitest";
import {
  createReceiver,
  type DeliveryDefinition,
  type Outcome,
  type ReceiverOptions,
  type ReceiverTypes,
} from "../src/receiver/index.js";

// An API of its own: the runtime knows no other's field names.
const over = ["items", "salt"];
export const definition: DeliveryDefinition = {
  signing: [
    { field: "weak", algorithm: "hmac-sha1", over, encoding: "base64" },
    { field: "strong", algorithm: "hmac-sha256", over, encoding: "hex" },
  ],
  data: "items",
  nonce: "salt",
  success: 200,
  subscription: { member: "watch", url: "target", objectType: "kind", event: "change", events: "changes" },
};

export interface Parcels extends ReceiverTypes {
  delivery: { items: { id: string }[]; salt: string; watch: object };
  subscription: { kind: string; change?: string; changes?: string[]; target?: string; name?: string };
  objectType: "parcel" | "van";
  event: "sent" | "lost";
  anyObjectType: string;
  anyEvent: string;
  data: { id: string }[];
  objects: object;
}

export const secret = "depot secret";
export const parcel = { kind: "parcel", change: "sent" };
export const path = "/hooks/4f1d";

/** The text of a delivery, signed here with node:crypto alone. */
export function bodyOf({
  items = '[{"id": "1"}]',
  salt = "s-1",
  watch = { id: "w-1", ...parcel } as unknown,
  key = secret,
  fields = ["weak", "strong"],
} = {}): string {
  const sign = (algorithm: string) => createHmac(algorithm, key).update(items).update(salt);
  const signatures = {
    weak: sign("sha1").digest("base64"),
    strong: sign("sha256").digest("hex"),
  };
  const kept = Object.fromEntries(Object.entries(signatures).filter(([field]) => fields.includes(field)));
  return `{"items": ${items}, ${JSON.stringify({ salt, watch, ...kept }).slice(1)}`;
}

/** A receiver that keeps what its one handler got and what it answered, and a way to POST to it. */
export function startReceiver(
  options: Partial<ReceiverOptions<Parcels>> = {},
  handler: (signal: AbortSignal) => unknown = () => undefined,
) {
  const outcomes: Outcome[] = [];
  const handled: string[] = [];
  const receiver = createReceiver<Parcels>(definition, {
    secrets: secret,
    subscriptions: { [path]: parcel },
    onOutcome: (outcome) => outcomes.push(outcome),
    ...options,
  }).on("*", async ({ delivery, signal }) => {
    handled.push(delivery.salt);
    await handler(signal);
  });
  const post = async (body: string | Uint8Array | ReadableStream = bodyOf(), to = path, headers = {}) => {
    const init = { method: "POST", body, headers, duplex: "half" };
    const response = await receiver.fetch(new Request(`https://depot.test${to}`, init as RequestInit));
    const text = await response.text();
    return { status: response.status, title: text === "" ? "" : titleOf(text), response, text };
  };
  return { receiver, post, outcomes, handled };
}

function titleOf(text: string): unknown {
  return (JSON.parse(text) as { title: unknown }).title;
}

/** Keeps what is printed, and keeps it from the terminal. */
export function printed(method: "warn" | "error") {
  const spy = vi.spyOn(console, method).mockImplementation(() => undefined);
  onTestFinished(() => spy.mockRestore());
  return spy.mock.calls;
}
