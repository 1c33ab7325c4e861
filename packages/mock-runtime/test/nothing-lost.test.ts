import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMock, type Mock } from "../src/mock.js";
import { newWebhook } from "./harness.js";
import { path } from "./playground.js";
import { webhookDefinition } from "./webhook-definition.js";

/** What the oracle knows of a webhook. Versions are numbers that rise with each change of any object. */
interface Expected {
  readonly mode: "virtual" | "native";
  /** Changes up to this version happened before it was created. */
  readonly base: number;
  /** What an initial sync must send. */
  readonly initial: readonly number[] | undefined;
  /** Native: every version in order. */
  readonly events: number[];
  /** A native webhook whose receiver failed is unhealthy and hears no more. */
  isDead: boolean;
  /** POSTs that had come when it was deleted. */
  deletedAfter?: number;
}

/** What a receiver saw of a webhook. */
interface Seen {
  posts: number;
  readonly acknowledged: {
    readonly type: string;
    readonly nonce: string;
    readonly versions: readonly number[];
  }[];
}

class World {
  readonly mock: Mock<object> = createMock(webhookDefinition, {
    clock: "virtual",
    now: "2024-01-01",
    seed: 1,
  });
  readonly latest = new Map<string, number>();
  readonly webhooks = new Map<string, Expected>();
  readonly seen = new Map<string, Seen>();
  version = 0;
  isFailing = false;

  async call(method: string, target: string, body?: object): Promise<Response> {
    const headers = { authorization: "k", "content-type": "application/json" };
    const response = await fetch(this.mock.url + target, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
    await this.mock.idle();
    return response;
  }

  receive(text: string): number {
    const { webhook, data, type, nonce } = JSON.parse(text);
    const seen = this.seenOf(webhook.id);
    seen.posts += 1;
    if (this.isFailing) return 500;
    seen.acknowledged.push({
      type,
      nonce,
      versions: data.map(({ version }: { version: number }) => version),
    });
    return 204;
  }

  seenOf(id: string): Seen {
    const seen = this.seen.get(id) ?? { posts: 0, acknowledged: [] };
    this.seen.set(id, seen);
    return seen;
  }

  pick(at: number): string | undefined {
    const living = [...this.webhooks].filter(([, { deletedAfter }]) => deletedAfter === undefined);
    return living[at % Math.max(living.length, 1)]?.[0];
  }
}

let world: World;
let receiver: Server;
let hook_url: string;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => response.writeHead(world.receive(Buffer.concat(chunks).toString())).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  hook_url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
});
afterAll(() => receiver.close());

type Step = fc.AsyncCommand<World, World>;
const step = (name: string, run: (model: World) => Promise<unknown>): Step => ({
  check: () => true,
  run: async (model) => void (await run(model)),
  toString: () => name,
});

const create = (mode: Expected["mode"], all: boolean, interval: number) =>
  step(`create(${mode}, all: ${all}, every ${interval} m)`, async (model) => {
    const initial = all ? [...model.latest.values()] : undefined;
    const body = newWebhook({
      hook_url,
      event: undefined,
      events: ["created", "updated"],
      interval,
      webhook_type: mode,
    });
    const isDead = mode === "native" && all && model.isFailing;
    const expected = { mode, base: model.version, initial, events: [], isDead };
    const { id } = (await (await model.call("POST", `${path}?include_all=${all}`, body)).json()) as {
      id: string;
    };
    model.webhooks.set(id, expected);
  });

const upsert = (id: string, isSame: boolean) =>
  step(`upsert(${id}${isSame ? ", same" : ""})`, async (model) => {
    const known = model.latest.get(id);
    const version = isSame && known !== undefined ? known : ++model.version;
    model.latest.set(id, version);
    await model.mock.connection("c1").upsert("crm_contact", { id, version });
    await model.mock.idle();
    if (version === known) return;
    for (const webhook of model.webhooks.values()) {
      if (webhook.isDead || webhook.deletedAfter !== undefined || webhook.mode !== "native") continue;
      if (model.isFailing) webhook.isDead = true;
      else webhook.events.push(version);
    }
  });

const remove = (id: string) =>
  step(`remove(${id})`, async (model) => {
    model.latest.delete(id);
    await model.mock.connection("c1").remove("crm_contact", id);
  });

const advance = (minutes: number) =>
  step(`advance(${minutes} m)`, (model) => model.mock.clock.advance(`${minutes}m`));
const fail = (isFailing: boolean) =>
  step(isFailing ? "fail" : "recover", async (model) => {
    model.isFailing = isFailing;
  });

const onOne = (name: string, at: number, run: (model: World, id: string) => Promise<unknown>) =>
  step(`${name}(${at})`, async (model) => {
    const id = model.pick(at);
    if (id !== undefined) await run(model, id);
  });
const patch = (at: number, interval: number) =>
  onOne(`patch to ${interval} m`, at, (model, id) => model.call("PATCH", `${path}/${id}`, { interval }));
const trigger = (at: number) =>
  onOne("trigger", at, async (model, id) => {
    if (model.webhooks.get(id)?.mode === "virtual") await model.call("PUT", `${path}/${id}/trigger`);
  });
const destroy = (at: number) =>
  onOne("delete", at, async (model, id) => {
    await model.call("DELETE", `${path}/${id}`);
    const webhook = model.webhooks.get(id);
    if (webhook !== undefined) webhook.deletedAfter = model.seenOf(id).posts;
  });

const [object, at, interval] = [
  fc.constantFrom("a", "b", "c", "d"),
  fc.nat({ max: 5 }),
  fc.integer({ min: 1, max: 90 }),
];
const steps = fc.commands(
  [
    fc
      .tuple(fc.constantFrom("virtual" as const, "native" as const), fc.boolean(), interval)
      .map((a) => create(...a)),
    fc.tuple(object, fc.boolean()).map((a) => upsert(...a)),
    object.map((id) => upsert(id, false)),
    object.map(remove),
    fc.integer({ min: 1, max: 240 }).map(advance),
    fc.boolean().map(fail),
    fc.tuple(at, interval).map((a) => patch(...a)),
    at.map(trigger),
    at.map(destroy),
  ],
  { maxCommands: 30, size: "max" },
);

test("whatever happens: nothing is lost, doubled or misordered", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (commands) => {
      world = new World();
      try {
        await world.mock.listen();
        await fc.asyncModelRun(() => ({ model: world, real: world }), commands);
        world.isFailing = false;
        await world.mock.clock.runUntilIdle();
        for (const [id, webhook] of world.webhooks) check(webhook, world.seenOf(id));
      } finally {
        await world.mock.close();
      }
    }),
    { numRuns: 60 },
  );
}, 30_000);

function check(webhook: Expected, { posts, acknowledged }: Seen): void {
  const nonces = acknowledged.map(({ nonce }) => nonce);
  expect(new Set(nonces).size).toBe(nonces.length);
  const isInitial = ({ type }: { type: string }) => type.startsWith("INITIAL");
  const initial = acknowledged.filter(isInitial);
  const later = acknowledged.filter((one) => !isInitial(one)).flatMap(({ versions }) => versions);
  // Each change is newer than all that were reported before it: none twice, none out of order.
  expect(later).toEqual([...new Set(later)].sort((a, b) => a - b));
  expect(acknowledged.slice(0, initial.length)).toEqual(initial);
  if (webhook.deletedAfter !== undefined) {
    expect(posts).toBe(webhook.deletedAfter);
    return;
  }
  if (webhook.initial !== undefined && !webhook.isDead) {
    expect(initial.flatMap(({ versions }) => versions).sort()).toEqual([...webhook.initial].sort());
    expect(initial.at(-1)?.type).toBe("INITIAL-COMPLETE");
  }
  if (webhook.mode === "native") expect(later).toEqual(webhook.events);
  else {
    const current = [...world.latest.values()].filter((version) => version > webhook.base);
    expect(later).toEqual(expect.arrayContaining(current));
  }
}
