import type { RequestListener } from "node:http";
import type { MockOptions } from "../src/options.js";
import { newWebhook, startMock, startReceiver, type Answer, type Started } from "./harness.js";
import type { WebhookChange } from "./webhook-definition.js";

export const path = "/unified/webhook";
export const start = Date.parse("2024-03-01T12:00:00Z");
export const minute = 60_000;

/** What a receiver reads of a delivery. */
export interface Sent {
  readonly type: string;
  readonly nonce: string;
  readonly ids: readonly string[];
  readonly data: readonly Record<string, unknown>[];
}

/** A mock, on a virtual clock unless told otherwise, a receiver that answers with `answers.status`, and short words for what tests do. */
export interface Playground extends Started<WebhookChange> {
  readonly url: string;
  readonly texts: () => string[];
  readonly sent: () => Sent[];
  readonly answers: { status: number; headers: Record<string, string> };
  /** Creates a webhook of contacts of c1 for both events, unless `rest` says otherwise. */
  readonly create: (rest?: object, query?: string) => Promise<string>;
  readonly upsert: (id: string, name?: string) => Promise<unknown>;
  readonly item: (id: string) => Promise<Answer>;
}

export async function play(options: MockOptions = {}, listener?: RequestListener): Promise<Playground> {
  const clock = options.clock === undefined ? ({ clock: "virtual", now: new Date(start) } as const) : {};
  const started = await startMock({ secret: "s", ...clock, ...options });
  const answers: Playground["answers"] = { status: 204, headers: {} };
  const { url, received } = await startReceiver(
    listener ?? ((_request, response) => void response.writeHead(answers.status, answers.headers).end()),
  );
  const { mock, call } = started;
  return {
    ...started,
    url,
    answers,
    texts: () => received.map(({ text }) => text),
    sent: () => received.map(({ text }) => sentOf(text)),
    async create(rest = {}, query = "") {
      const body = newWebhook({ hook_url: url, event: undefined, events: ["created", "updated"], ...rest });
      const { status, body: webhook, text } = await call("POST", `${path}${query}`, body);
      if (status !== 200) throw new Error(text);
      return webhook.id;
    },
    upsert: (id, name = "A") => mock.connection("c1").upsert("crm_contact", { id, name }),
    item: (id) => call("GET", `${path}/${id}`),
  };
}

export function sentOf(text: string): Sent {
  const { type, nonce, data } = JSON.parse(text);
  return { type, nonce, data, ids: data.map(({ id }: { id: string }) => id) };
}
