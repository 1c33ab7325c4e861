import type { AttemptEntry, DeliveryEntry, StatusEntry } from "../deliveries/saved.js";
import type { SavedAnswer } from "../idempotency.js";
import type { JsonObject } from "../json.js";
import type { SourceObject } from "../sources/sources.js";
import type { StateEntry } from "../subscriptions/saved.js";
import type { Page, QueuedEvent } from "../subscriptions/state.js";
import type { Line, NamespaceRecord, Progress } from "./lines.js";
import type { Shape } from "./shape.js";

/** What the value of a line is, by its kind. */
export interface Values {
  readonly namespace: NamespaceRecord;
  readonly progress: Progress;
  readonly item: JsonObject;
  readonly connection: object;
  readonly object: SourceObject;
  readonly subscription: StateEntry;
  readonly event: QueuedEvent;
  readonly page: Page;
  readonly delivery: DeliveryEntry;
  readonly status: StatusEntry;
  readonly attempt: AttemptEntry;
  readonly answer: Omit<SavedAnswer, "id">;
}

const times = { at: "number" } as const;
const request = { headers: "object", body: "text" } as const;

/** What a line of a kind has for its key, and how its value must look for the state to work with it. */
export const entities: Readonly<
  Record<Line["kind"], { readonly key: readonly string[]; readonly value: Shape }>
> = {
  namespace: {
    key: [],
    value: {
      owner: "text",
      seed: "text",
      secret: "text",
      apiKeys: ["text"],
      clock: "text",
      "start?": "number",
    },
  },
  progress: {
    key: [],
    value: { "now?": "number", items: "number", deliveries: "number", sequence: "number", dropped: "number" },
  },
  item: { key: ["resource", "id"], value: "object" },
  connection: { key: ["connection"], value: "object" },
  object: {
    key: ["connection", "type", "id"],
    value: { object: "object", created: "number", updated: "number", "removed?": "number" },
  },
  subscription: {
    key: ["id"],
    value: {
      id: "text",
      source: "text",
      objectType: "text",
      cursor: "number",
      checked: "number",
      polls: "number",
      due: "number",
      health: { state: "text", "since?": "number" },
      "batch?": {
        trigger: "text",
        "poll?": "text",
        to: "number",
        "held?": "flag",
        "id?": "text",
        "delivery?": "text",
      },
      interval: "number",
    },
  },
  event: {
    key: ["subscription", "change"],
    value: { what: "text", change: "number", object: "object" },
  },
  page: {
    key: ["subscription", "left"],
    value: { objects: ["object"], changes: ["number"] },
  },
  delivery: {
    key: ["id"],
    value: {
      ...times,
      id: "text",
      "subscription?": "text",
      "source?": "text",
      "objectType?": "text",
      kind: "text",
      trigger: "text",
      "poll?": "text",
      "batch?": "text",
      changes: ["number"],
      request,
    },
  },
  status: {
    key: ["delivery"],
    value: {
      url: "text",
      status: "text",
      "reason?": "text",
      "nextAttemptAt?": "number",
      attempted: "number",
      sent: "number",
    },
  },
  attempt: {
    key: ["delivery", "number"],
    value: {
      ...times,
      n: "number",
      url: "text",
      ok: "flag",
      ms: "number",
      "headers?": "object",
      "body?": "text",
      "status?": "number",
      "response?": { status: "number", headers: "object", body: "text" },
    },
  },
  answer: {
    key: ["digest"],
    value: {
      fingerprint: "text",
      until: "number",
      response: { status: "number", headers: "object", body: "text" },
    },
  },
};
