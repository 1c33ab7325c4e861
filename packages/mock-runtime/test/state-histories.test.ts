import { copyFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMock, type Mock } from "../src/mock.js";
import { newWebhook } from "./harness.js";
import { path } from "./playground.js";
import { request, stateFile } from "./state-files.js";
import { webhookDefinition, type WebhookChange } from "./webhook-definition.js";

/** A mock and what stands around it. */
class World {
  isFailing = false;
  readonly mock: Mock<WebhookChange>;

  constructor(readonly file: string | undefined) {
    this.mock = createMock<WebhookChange>(webhookDefinition, {
      clock: "virtual",
      now: "2024-01-01",
      deliveryLogLimit: 8,
      queueLimit: 3,
      transport: () => ({ status: this.isFailing ? 500 : 204 }),
      ...(file !== undefined && { state: file }),
    });
  }

  pick(at: number): string | undefined {
    const all = this.mock.subscriptions;
    return all[at % Math.max(all.length, 1)]?.id;
  }
}

type Step = readonly [name: string, run: (world: World) => Promise<unknown>];
const ids = fc.constantFrom("a", "b", "c");
const types = fc.constantFrom("crm_contact", "crm_deal");
const modes = fc.constantFrom("virtual", "native", "none");
const at = fc.nat({ max: 3 });

/** What users do, refusals included. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(modes, fc.boolean(), fc.integer({ min: 1, max: 90 }), types)
    .map(([webhook_type, all, interval, object_type]): Step => [
      `create ${webhook_type} ${object_type}, all: ${all}, every ${interval} m`,
      ({ mock }) =>
        request(
          mock,
          "POST",
          `${path}?include_all=${all}`,
          newWebhook({
            events: ["created", "updated"],
            event: undefined,
            interval,
            webhook_type,
            object_type,
          }),
          { "idempotency-key": `${interval % 5}` },
        ),
    ]),
  fc
    .tuple(ids, types, fc.nat({ max: 3 }))
    .map(([id, type, version]): Step => [
      `upsert ${type} ${id} ${version}`,
      ({ mock }) => mock.connection("c1").upsert(type, { id, version }),
    ]),
  fc.tuple(ids, types).map(([id, type]): Step => [
    `remove and make again ${type} ${id}`,
    async ({ mock }) => {
      // In one turn of the event loop: another object, behind all others.
      await Promise.all([mock.connection("c1").remove(type, id), mock.connection("c1").upsert(type, { id })]);
    },
  ]),
  fc
    .tuple(ids, types)
    .map(([id, type]): Step => [
      `remove ${type} ${id}`,
      ({ mock }) => mock.connection("c1").remove(type, id),
    ]),
  fc.constant<Step>([
    "delete the connection, and make it again",
    ({ mock }) =>
      Promise.all([
        mock.connection("c1").delete(),
        mock.connection("c1").upsert("crm_deal", { id: "b" }),
        mock.connection("c2").create(),
      ]),
  ]),
  fc
    .integer({ min: 1, max: 300 })
    .map((minutes): Step => [`advance ${minutes} m`, ({ mock }) => mock.clock.advance(`${minutes}m`)]),
  fc
    .boolean()
    .map((fails): Step => [fails ? "fail" : "recover", async (world) => void (world.isFailing = fails)]),
  fc
    .tuple(at, modes, fc.integer({ min: 1, max: 90 }))
    .map(([which, webhook_type, interval]): Step => [
      `patch ${which} to ${webhook_type}, ${interval} m`,
      (world) => request(world.mock, "PATCH", `${path}/${world.pick(which)}`, { webhook_type, interval }),
    ]),
  at.map((which): Step => [
    `delete ${which}`,
    (world) => request(world.mock, "DELETE", `${path}/${world.pick(which)}`),
  ]),
  at.map((which): Step => [
    `trigger ${which}`,
    (world) => request(world.mock, "PUT", `${path}/${world.pick(which)}/trigger`),
  ]),
  at.map((which): Step => [
    `resume ${which}`,
    (world) =>
      world.mock
        .subscription(world.pick(which) ?? "")
        ?.resume()
        .catch(() => undefined) ?? Promise.resolve(),
  ]),
  ids.map((id): Step => [
    `emit ${id}`,
    ({ mock }) =>
      mock.emit({ connection_id: "c1", object_type: "crm_contact", event: "updated", data: { id } }),
  ]),
  at.map((which): Step => [
    `cancel pending ${which}`,
    async ({ mock }) => {
      const pending = mock.deliveries.filter({ status: "pending" })[which];
      if (pending !== undefined) await mock.deliveries.cancel(pending.id);
    },
  ]),
  at.map((which): Step => [
    `resend ${which}`,
    async ({ mock }) => {
      const some = mock.deliveries.filter(({ request: { body } }) => body !== "").at(-1 - which);
      if (some !== undefined) await mock.deliveries.resend(some.id);
    },
  ]),
  fc.constant<Step>([
    "load pages",
    ({ mock }) =>
      mock.connection("c1").load(
        "crm_contact",
        Array.from({ length: 130 }, (_, id) => ({ id: `p${id}` })),
      ),
  ]),
  fc.constant<Step>(["put back", async ({ mock }) => mock.restore(await mock.snapshot())]),
  fc.constant<Step>(["reset", ({ mock }) => mock.reset()]),
);

const history = fc.array(step, { minLength: 1, maxLength: 25, size: "max" });
const names = (steps: readonly Step[]) => steps.map(([name]) => name).join("; ");

async function play(world: World, steps: readonly Step[]): Promise<void> {
  for (const [, run] of steps) await run(world);
}

test("whatever happened: a file that is read at any moment, without an end, holds the whole state", async () => {
  const file = stateFile();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(history, history, async (before, after) => {
      const first = new World(`${file}.${++runs}`);
      try {
        for (const steps of [before, after]) {
          await play(first, steps);
          const live = await first.mock.snapshot();
          const copy = `${file}.${++runs}`;
          copyFileSync(first.file ?? "", copy);
          const second = new World(copy);
          expect(await second.mock.snapshot(), names(steps)).toEqual(live);
          expect(second.mock.secret).toBe(first.mock.secret);
          await second.mock.close();
          const third = new World(copy);
          expect(await third.mock.snapshot(), names(steps)).toEqual(live);
          await third.mock.close();
        }
      } finally {
        await first.mock.close();
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

test("whatever happened: what is exported and imported is exported the same again", async () => {
  await fc.assert(
    fc.asyncProperty(history, history, async (steps, others) => {
      const [from, to] = [new World(undefined), new World(undefined)];
      try {
        await play(from, steps);
        await play(to, others);
        const text = await from.mock.export();
        await to.mock.import(text);
        expect(await to.mock.export(), names(steps)).toBe(text);
        expect(await to.mock.snapshot()).toEqual(await from.mock.snapshot());
      } finally {
        await Promise.all([from.mock.close(), to.mock.close()]);
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);
