import type { Webhook } from "@hookspec/webhook-types";
import { readDocumented, requestOf, type Answer } from "./documented.js";
import type { Receivers } from "./receivers.js";

/** An object of the third party as the model knows it: the number of its last change, and that of its creation. */
export interface Known {
  readonly version: number;
  readonly created: number;
}

/** A change that happened. */
export interface Change {
  readonly connection: string;
  readonly id: string;
  readonly what: "created" | "updated";
  /** The number of the object's creation. */
  readonly created: number;
}

/** What the model knows of a webhook. */
export interface Hook {
  readonly id: string;
  readonly connection: string;
  readonly mode: "virtual" | "native";
  readonly events: readonly string[];
  /** As the API showed it last. */
  item: Webhook;
  /** Changes up to this number happened before it was made. */
  readonly base: number;
  /** Versions that its initial sync must send, in order. */
  readonly initial: readonly number[] | undefined;
  /** Native: the changes that it must hear of, in order. */
  readonly owed: number[];
  /** Native: changes of a load in the middle of which its receiver failed. */
  readonly perhaps: Set<number>;
  /** Ids of its deliveries that failed for good. */
  readonly failed: Set<string>;
  /** Why it is delivered to no more, and since when. */
  down: { readonly state: "unhealthy" | "stopped"; readonly since: number } | undefined;
  isDeleted: boolean;
  /** POSTs that had come when it was deleted or went down: there may be no more. */
  quietAt: number | undefined;
  /** POSTs that were looked at. */
  looked: number;
  cursor: number;
}

/** A delivery as the control API shows it. */
export interface Logged {
  readonly id: string;
  readonly subscription: string;
  readonly kind: string;
  readonly trigger: string;
  readonly changes: readonly number[];
  readonly status: "pending" | "delivered" | "failed" | "cancelled";
  readonly reason?: string;
  readonly nextAttemptAt?: number;
  readonly request: { readonly body: string };
  readonly attempted: number;
  readonly attempts: readonly {
    readonly n: number;
    readonly at: number;
    readonly url: string;
    readonly request: { readonly body: string };
    readonly status?: number;
    readonly ok: boolean;
    readonly reason?: string;
    readonly fault?: string;
  }[];
}

/** One namespace of the mock under test, as the model knows it and as HTTP reaches it. */
export class Realm {
  readonly hooks: Hook[] = [];
  /** Objects by connection and id, in the order of their creation. */
  readonly connections = new Map<string, Map<string, Known>>();
  /** The number of the last change. */
  version = 0;
  /** Every creation and update by its number. */
  readonly history = new Map<number, Change>();
  /** Deliveries may meet faults. */
  isTroubled = false;
  /** Ids of deliveries that were sent again or cancelled by hand. */
  readonly resent = new Set<string>();
  readonly cancelled = new Set<string>();
  isGone = false;

  constructor(
    readonly name: string,
    readonly mockUrl: string,
    readonly receivers: Receivers,
  ) {}

  get secret(): string {
    return `secret of ${this.name}`;
  }

  get living(): Hook[] {
    return this.hooks.filter(({ isDeleted }) => !isDeleted);
  }

  objectsOf(connection: string): Map<string, Known> {
    const found = this.connections.get(connection) ?? new Map<string, Known>();
    this.connections.set(connection, found);
    return found;
  }

  urlOf(at: number): string {
    return this.receivers.urlOf(this.name, `hook-${at}`);
  }

  postsOf(hook: Hook): ReturnType<Receivers["postsTo"]> {
    return this.receivers.postsTo(hook.item.hook_url);
  }

  /** Calls the API; the answer is held against the spec. */
  async api<Body = Webhook>(
    operation: string,
    parts: Readonly<Record<string, string>> = {},
    body?: unknown,
    query = "",
  ): Promise<Answer<Body>> {
    const { method, path } = requestOf(operation, parts);
    return readDocumented(operation, await this.#fetch(method, path + query, body));
  }

  /** Calls the control API. */
  async control<Body = unknown>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const response = await this.#fetch(method, `/_hookspec${path}`, body);
    const text = await response.text();
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as Body };
  }

  /** Lets time pass, or none at all: what is due now is over then. */
  async advance(by: string | number): Promise<number> {
    const { status, body } = await this.control<{ now: number }>("POST", "/clock/advance", { by });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.now;
  }

  #fetch(method: string, path: string, body: unknown): Promise<Response> {
    return fetch(this.mockUrl + path, {
      method,
      headers: {
        authorization: "bearer k",
        "x-hookspec-namespace": this.name,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}
