// A consumer's program: it is compiled by several compilers, and run by none.
import { createWebhookClient, unwrap } from "@hookspec/webhook-client";
import {
  createReceiver,
  explainDelivery,
  inferSigning,
  type ReplayStore,
  signDelivery,
  standardWebhooks,
} from "@hookspec/webhook-client/receiver";

interface Contact {
  id: string;
  emails: string[];
}

const client = createWebhookClient({ apiKey: "key" });

export const receiver = createReceiver<{ crm_contact: Contact[] }>({
  secrets: ["new", new Uint8Array(32)],
  // An answer of the API is a subscription; so is a row that holds no more than what is needed.
  subscriptions: async ({ url, headers, claimed }) =>
    headers["x-row"] === undefined
      ? unwrap(await client.get({ id: String(claimed["id"] ?? url.pathname) }))
      : { object_type: "crm_contact", event: "created" },
  onOutcome: ({ outcome, status }) => {
    if (outcome === "handler_failed" && status === 500) return;
    // @ts-expect-error: no such outcome
    if (outcome === "gone") return;
  },
})
  .on("crm_contact.created", async ({ data, objectType, events, delivery, rawBody, signal }) => {
    const contact: Contact | undefined = data[0];
    const type: "crm_contact" = objectType;
    const possible: readonly string[] = events;
    const bytes: Uint8Array = rawBody;
    signal.throwIfAborted();
    return [contact, type, possible, bytes, delivery.nonce];
  })
  .on("crm_deal.*", ({ data }) => data[0]?.["name"])
  .on("*.updated", ({ data, subscription }) => [data.length, subscription.hook_url])
  .on("*", ({ objectType }) => (objectType === "one_of_next_year" ? undefined : objectType));

// @ts-expect-error: a type that the spec does not name
receiver.on("crm_contacts.created", () => undefined);
// @ts-expect-error: an event that the spec does not name
receiver.on("crm_contact.creatd", () => undefined);
// @ts-expect-error: a contact has no such member
receiver.on("crm_contact.*", ({ data }) => data[0]?.phone);
// @ts-expect-error: no such type of object
export const misspelt = createReceiver<{ crm_contacts: Contact[] }>({ secrets: "s" });
// @ts-expect-error: without a secret nothing can be verified
export const unverified = createReceiver({ subscriptions: {} });
// @ts-expect-error: a subscription without a type of object chooses no handler
export const unrouted = createReceiver({ secrets: "s", subscriptions: { "/a": { event: "created" } } });

export const fetch: (request: Request) => Promise<Response> = receiver.fetch;

export const store: ReplayStore = {
  claim: async (key, token, leaseMs) => (key === token && leaseMs > 0 ? "claimed" : "in_flight"),
  commit: () => undefined,
  release: async () => undefined,
};
export const other = createReceiver({
  secrets: "s",
  signatures: standardWebhooks({ toleranceSeconds: 60 }),
  replayStore: store,
});

export async function diagnose(rawBody: string): Promise<string> {
  const { text } = await explainDelivery(rawBody, { secret: "s" });
  const [match] = await inferSigning(rawBody, "s");
  const { body, headers } = await signDelivery({ data: [], type: "VIRTUAL" }, { secret: "s" });
  return `${text} ${match?.declaration.encoding} ${body} ${headers["content-type"]}`;
}
