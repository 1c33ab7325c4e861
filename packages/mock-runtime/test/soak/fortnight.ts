import { createMock, type Mock } from "../../src/mock.js";
import { createRandom, numbersOf } from "../../src/random.js";
import { newWebhook } from "../harness.js";
import { path } from "../playground.js";
import { webhookDefinition } from "../webhook-definition.js";
import { Receivers } from "./receivers.js";

const headers = { authorization: "k", "content-type": "application/json" };
const connections = ["c1", "c2", "c3"];
export const logLimit = 400;

/** What is known of a webhook of the fortnight. */
export interface Subscribed {
  readonly id: string;
  readonly url: string;
  readonly connection: string;
  readonly mode: "virtual" | "native";
  readonly base: number;
  readonly initial: readonly number[] | undefined;
  /** Native: the changes that came while it was healthy. */
  readonly owed: number[];
  /** Native: the changes that the log says were given up. */
  readonly dropped: Set<number>;
  isDeleted: boolean;
}

/** Two virtual weeks of a workspace: changes, outages, resumes and new webhooks, all drawn from one seed. */
export class Fortnight {
  readonly mock: Mock<object>;
  readonly receivers: Receivers;
  readonly webhooks: Subscribed[] = [];
  /** Versions are the numbers of the changes. */
  readonly objects = new Map(connections.map((name) => [name, new Map<string, number>()]));
  version = 0;
  readonly #draw: () => number;

  constructor(seed: string) {
    this.#draw = numbersOf(createRandom(seed), "fortnight");
    this.mock = createMock(webhookDefinition, {
      clock: "virtual",
      seed,
      deliveryLogLimit: logLimit,
      logLimit: 50,
      transport: (request) => this.receivers.receive(request),
    });
    this.receivers = new Receivers(() => this.mock.clock.now());
  }

  int(below: number): number {
    return Math.floor(this.#draw() * below);
  }

  async call(method: string, target: string, body?: object) {
    const response = await this.mock.fetch(path + target, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text === "" ? {} : JSON.parse(text);
  }

  async subscribe(mode: Subscribed["mode"], withAll: boolean): Promise<void> {
    const connection = connections[this.int(3)] ?? "c1";
    const url = `http://127.0.0.1/hook-${this.webhooks.length}`;
    const interval = 20 + this.int(100);
    const asked = { connection_id: connection, hook_url: url, events: ["created", "updated"], interval };
    const initial = withAll ? [...(this.objects.get(connection)?.values() ?? [])] : undefined;
    const body = newWebhook({ ...asked, event: undefined, webhook_type: mode });
    const { id } = await this.call("POST", `?include_all=${withAll}`, body);
    await this.mock.idle();
    this.webhooks.push({
      id,
      url,
      connection,
      mode,
      base: this.version,
      initial,
      owed: [],
      dropped: new Set(),
      isDeleted: false,
    });
  }

  async change(): Promise<void> {
    const connection = connections[this.int(3)] ?? "c1";
    const id = `o${this.int(150)}`;
    const known = this.objects.get(connection);
    if (this.int(10) === 0) {
      if (known?.delete(id) === true) this.version += 1;
      await this.mock.connection(connection).remove("crm_contact", id);
      return;
    }
    known?.set(id, ++this.version);
    const hearing = this.living().filter(
      (one) => one.mode === "native" && one.connection === connection && this.isHealthy(one),
    );
    await this.mock.connection(connection).upsert("crm_contact", { id, version: this.version });
    await this.mock.idle();
    for (const one of hearing) one.owed.push(this.version);
  }

  /** Before the log forgets them. */
  noteDropped(): void {
    for (const { subscription, trigger, status, changes } of this.mock.deliveries) {
      if (trigger !== "native" || (status !== "failed" && status !== "cancelled")) continue;
      const one = this.webhooks.find(({ id }) => id === subscription);
      for (const change of changes) one?.dropped.add(change);
    }
  }

  living(): Subscribed[] {
    return this.webhooks.filter(({ isDeleted }) => !isDeleted);
  }

  isHealthy({ id }: Subscribed): boolean {
    return this.mock.subscription(id)?.health.state === "healthy";
  }

  /** Goes on with all that are down; those that were it for more than a week are deleted instead. */
  async resume(): Promise<void> {
    for (const one of this.living()) {
      if (this.isHealthy(one)) continue;
      try {
        await this.mock.subscription(one.id)?.resume();
      } catch {
        await this.call("DELETE", `/${one.id}`);
        one.isDeleted = true;
      }
    }
    await this.mock.idle();
    this.noteDropped();
  }

  async hour(): Promise<void> {
    for (let left = this.int(8); left > 0; left--) await this.change();
    const one = this.living()[this.int(this.living().length)];
    if (one === undefined) throw new Error("some webhooks are never deleted");
    const what = this.int(40);
    if (what < 6) this.receivers.fail(one.url, 1 + this.int(60), this.int(100));
    if (what === 6) await this.call("PATCH", `/${one.id}`, { interval: 20 + this.int(100) });
    if (what === 7 && one.mode === "virtual" && this.isHealthy(one))
      await this.call("PUT", `/${one.id}/trigger`);
    if (what === 8) await this.subscribe(this.int(4) === 0 ? "native" : "virtual", this.int(2) === 0);
    if (what === 9 && this.living().length > 10) {
      await this.call("DELETE", `/${one.id}`);
      one.isDeleted = true;
    }
    await this.mock.clock.advance("1h");
    this.noteDropped();
  }
}
