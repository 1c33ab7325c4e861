import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, afterAll, describe, expect, test } from "vitest";
import type { Delivery } from "../../src/deliveries/report.js";
import { sentOf } from "../playground.js";
import { Fortnight, logLimit, type Subscribed } from "./fortnight.js";

/** What is asked of the log at the end of each day. */
interface Day {
  readonly entries: number;
  readonly requests: number;
  readonly state: number;
  readonly ledger: string;
}

/** Everything but real milliseconds. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (name, member: unknown) => (name === "ms" ? undefined : member));
}

function ledgerOf(deliveries: Iterable<Delivery>): string {
  return createHash("sha256")
    .update(textOf([...deliveries]))
    .digest("hex");
}

async function live(seed: string): Promise<{ world: Fortnight; days: Day[]; unlinked: string[] }> {
  const world = new Fortnight(seed);
  const days: Day[] = [];
  const unlinked: string[] = [];
  for (let left = 400; left > 0; left--) await world.change();
  for (let made = 0; made < 24; made++)
    await world.subscribe(made % 4 === 0 ? "native" : "virtual", made % 3 === 0);
  for (let day = 1; day <= 14; day++) {
    for (let hour = 0; hour < 24; hour++) await world.hour();
    if (day % 2 === 0) await world.resume();
    const { deliveries, requests } = world.mock;
    const entries = [...deliveries].reduce((sum, { attempts }) => sum + Math.max(attempts.length, 1), 0);
    const state = textOf(await world.mock.snapshot()).length;
    days.push({ entries, requests: requests.length, state, ledger: ledgerOf(deliveries) });
    unlinked.push(...unlinkedOf(world));
  }
  world.receivers.recover();
  await world.resume();
  await world.mock.clock.runUntilIdle();
  return { world, days, unlinked };
}

/** Deliveries of the log, as far as it goes back, that do not lead from changes by batch to attempts: there should be none. */
function unlinkedOf({ mock, webhooks }: Fortnight): string[] {
  const all = [...mock.deliveries];
  const byId = new Map(all.map((delivery) => [delivery.id, delivery]));
  const known = new Set(webhooks.map(({ id }) => id));
  const isLinked = ({
    at,
    subscription = "",
    batch = "",
    changes,
    trigger,
    attempts,
    request,
    status,
  }: Delivery) => {
    const first = byId.get(batch);
    // The first page of a batch may have left the log already.
    const isOfBatch =
      first === undefined || (first.subscription === subscription && first.trigger === trigger);
    const versions = request.body === "" ? changes : sentOf(request.body).data.map(({ version }) => version);
    const isWhole = attempts.every(
      (attempt, index) =>
        attempt.n === (attempts[0]?.n ?? 0) + index && attempt.at >= at && attempt.request === request,
    );
    const isTrue = attempts.length === 0 || attempts.some(({ ok }) => ok) === (status === "delivered");
    return known.has(subscription) && isOfBatch && isDeepStrictEqual(versions, changes) && isWhole && isTrue;
  };
  return all.filter((delivery) => delivery.batch === undefined || !isLinked(delivery)).map(({ id }) => id);
}

describe("two virtual weeks", () => {
  let world: Fortnight;
  let days: Day[];
  let unlinked: string[];
  beforeAll(async () => {
    ({ world, days, unlinked } = await live("soak"));
  }, 60_000);
  afterAll(() => world.mock.close());

  const told = ({ url }: Subscribed) => world.receivers.acknowledged.get(url) ?? [];
  const versionsOf = (batches: ReturnType<typeof told>) =>
    batches.flatMap(({ batch }) => batch.map(({ version }) => version));

  test("they were busy ones", () => {
    const { receivers, webhooks, mock } = world;
    const failed = receivers.posts - [...receivers.acknowledged.values()].flat().length;
    expect([receivers.posts > 3000, failed > 300, mock.deliveries.dropped > 1000]).toEqual([
      true,
      true,
      true,
    ]);
    expect(webhooks.filter(({ isDeleted }) => isDeleted).length).toBeGreaterThan(2);
    expect(webhooks.length).toBeGreaterThan(26);
  });

  test("nothing is lost: what is there at the end was told to all that wanted it", () => {
    for (const one of world.living()) {
      expect(world.mock.subscription(one.id)).toMatchObject({ health: { state: "healthy" }, pending: [] });
      if (one.mode === "native") continue;
      const heard = new Set(versionsOf(told(one)));
      const current = [...(world.objects.get(one.connection)?.values() ?? [])];
      expect(current.filter((version) => version > one.base && !heard.has(version))).toEqual([]);
    }
  });

  test("a native webhook hears of each change that came while it was healthy, but for those logged as dropped", () => {
    const natives = world.living().filter(({ mode }) => mode === "native");
    expect(natives.some(({ dropped }) => dropped.size > 0)).toBe(true);
    for (const one of natives) {
      const heard = versionsOf(told(one).filter(({ type }) => type === "NATIVE"));
      expect(heard).toEqual(one.owed.filter((version) => !one.dropped.has(version)));
    }
  });

  test("the ledger links change, batch and attempts", () => {
    expect(unlinked).toEqual([]);
  });

  test("nothing is doubled or out of order, and a retry brings the same bytes", () => {
    expect(world.receivers.changed).toBe(0);
    for (const one of world.webhooks) {
      const nonces = told(one).map(({ nonce }) => nonce);
      expect(new Set(nonces).size).toBe(nonces.length);
      const later = versionsOf(told(one).filter(({ type }) => !type.startsWith("INITIAL")));
      expect(later).toEqual([...new Set(later)].sort((a, b) => a - b));
    }
  });

  test("an initial sync is the snapshot at the create in order, closed by INITIAL-COMPLETE, before all else", () => {
    for (const one of world.webhooks) {
      const all = told(one);
      const pages = all.filter(({ type }) => type.startsWith("INITIAL"));
      expect(all.slice(0, pages.length)).toEqual(pages);
      const initial = one.initial ?? [];
      const sent = versionsOf(pages);
      expect(sent).toEqual(one.isDeleted ? initial.slice(0, sent.length) : initial);
      if (one.initial === undefined) expect(pages).toEqual([]);
      else if (!one.isDeleted) {
        const types = pages.map(({ type }) => type);
        expect(types).toEqual([...types.slice(1).map(() => "INITIAL-PARTIAL"), "INITIAL-COMPLETE"]);
      }
    }
  });

  test("runs are the last 20 checks at most, in their order", async () => {
    for (const { id, mode } of world.living()) {
      const { runs = [], checked_at } = await world.call("GET", `/${id}`);
      if (mode === "native") expect(runs).toEqual([]);
      expect(runs.length).toBeLessThanOrEqual(20);
      expect(runs).toEqual([...runs].sort());
      expect(runs.at(-1)).toBe(checked_at);
    }
  });

  test("the logs stay within their limits, and the whole state does not grow with time", () => {
    for (const { entries, requests } of days) {
      // A delivery that waits for its first attempt is not counted yet.
      expect(entries).toBeLessThanOrEqual(logLimit + world.webhooks.length);
      expect(requests).toBeLessThanOrEqual(50);
    }
    const sizes = days.map(({ state }) => state);
    expect(Math.max(...sizes.slice(7))).toBeLessThan(1.5 * Math.max(...sizes.slice(0, 7)));
  });

  test("the same seed lives the same fortnight: bytes, times and ledger", async () => {
    const again = await live("soak");
    await again.world.mock.close();
    expect(again.world.receivers.digest()).toBe(world.receivers.digest());
    expect(again.days).toEqual(days);
    expect(ledgerOf(again.world.mock.deliveries)).toBe(ledgerOf(world.mock.deliveries));
  }, 60_000);
});
