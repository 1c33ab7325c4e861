import { createHash } from "node:crypto";
import type { OutgoingRequest } from "../../src/deliveries/attempt.js";
import type { TransportResponse } from "../../src/deliveries/transport.js";

const outages = [
  { status: 500 },
  { status: 503, headers: { "retry-after": "1800" } },
  { status: 302, headers: { location: "/elsewhere" } },
  "reset",
  { status: 410 },
] as const;

/** What was acknowledged, in a few words. */
export interface Acknowledged {
  readonly type: string;
  readonly nonce: string;
  readonly batch: readonly { readonly id: string; readonly version: number }[];
}

/** The receivers of all webhooks in one process, each down for hours or days now and then. */
export class Receivers {
  readonly acknowledged = new Map<string, Acknowledged[]>();
  /** Bodies by nonce: a retry must bring the same bytes. */
  readonly #bodies = new Map<string, string>();
  readonly #outages = new Map<string, { readonly until: number; readonly how: (typeof outages)[number] }>();
  readonly #digest = createHash("sha256");
  posts = 0;
  /** Retries whose bytes were others than before. */
  changed = 0;

  constructor(readonly now: () => number) {}

  fail(url: string, hours: number, how: number): void {
    const outage = outages[how % outages.length] ?? "reset";
    this.#outages.set(url, { until: this.now() + hours * 3_600_000, how: outage });
  }

  recover(): void {
    this.#outages.clear();
  }

  receive({ url, headers, body }: OutgoingRequest): TransportResponse {
    this.posts += 1;
    this.#digest.update(JSON.stringify([this.now(), url, headers, body]));
    const { type, nonce, data } = JSON.parse(body);
    this.changed += (this.#bodies.get(nonce) ?? body) === body ? 0 : 1;
    this.#bodies.set(nonce, body);
    const outage = this.#outages.get(url);
    if (outage !== undefined && this.now() < outage.until) {
      if (outage.how === "reset") throw new Error("the connection was reset");
      return outage.how;
    }
    const before = this.acknowledged.get(url) ?? [];
    this.acknowledged.set(url, [...before, { type, nonce, batch: data }]);
    return { status: 204 };
  }

  /** One number for everything that was sent, when and where to: bytes and headers. */
  digest(): string {
    return this.#digest.copy().digest("hex");
  }
}
