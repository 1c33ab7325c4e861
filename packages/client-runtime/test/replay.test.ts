import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryReplayStore, type ReplayStore } from "../src/receiver/index.js";
import { bodyOf, parcel, path, startReceiver } from "./parcels.js";

describe("rule 5: each delivery is handled once", () => {
  test("copies that arrive together: one is handled, the others are asked to come again, then 200", async () => {
    let finish = () => {};
    const running = new Promise<void>((resolve) => (finish = resolve));
    const { post, handled, outcomes } = startReceiver({}, () => running);
    const first = post();
    await expect.poll(() => handled.length).toBe(1);
    const copies = await Promise.all([post(), post()]);
    expect(copies.map(({ status, title }) => [status, title])).toEqual([
      [503, "in_flight"],
      [503, "in_flight"],
    ]);
    expect(copies[0]?.response.headers.get("retry-after")).toBe("1");
    finish();
    expect((await first).status).toBe(200);
    expect((await post()).status).toBe(200);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      "in_flight",
      "in_flight",
      "handled",
      "duplicate",
    ]);
    expect(handled).toHaveLength(1);
  });

  test("under another subscription, with another signature, with other spacing outside: still a copy", async () => {
    const { post, handled } = startReceiver({
      subscriptions: { [path]: parcel, "/van": { kind: "van", change: "lost" } },
      requireStrongest: false,
    });
    await post();
    await post(bodyOf({ watch: { id: "other" } }), "/van");
    await post(bodyOf({ fields: ["weak"] }));
    await post(` ${bodyOf()}\n`);
    expect(handled).toEqual(["s-1"]);
  });

  test("another nonce, other data or another secret: no copy", async () => {
    const { post, handled } = startReceiver({ secrets: ["depot secret", "other"] });
    await post();
    await post(bodyOf({ salt: "s-2" }));
    await post(bodyOf({ items: '[{"id": "2"}]' }));
    await post(bodyOf({ key: "other" }));
    expect(handled).toEqual(["s-1", "s-2", "s-1", "s-1"]);
  });

  test("a crash: the claim is free when its lease is over, and is not before", async () => {
    let time = 0;
    const store = createMemoryReplayStore({ now: () => time });
    expect(await store.claim("k", "crashed", 1000)).toBe("claimed");
    time = 999;
    expect(await store.claim("k", "b", 1000)).toBe("in_flight");
    time = 1000;
    expect(await store.claim("k", "b", 1000)).toBe("claimed");
    // The first one's end comes late: it must not give away what is the second's.
    await store.release("k", "crashed");
    expect(await store.claim("k", "c", 1000)).toBe("in_flight");
    await store.commit("k", 5000);
    time = 5999;
    expect(await store.claim("k", "d", 1000)).toBe("committed");
    time = 6000;
    expect(await store.claim("k", "d", 1000)).toBe("claimed");
  });

  test("retention is 21 days, longer than 20 days of retries, unless told", async () => {
    const kept: number[] = [];
    const memory = createMemoryReplayStore();
    const replayStore: ReplayStore = {
      ...memory,
      commit: (key, retentionMs) => void kept.push(retentionMs, key.length),
    };
    await startReceiver({ replayStore }).post();
    await startReceiver({ replayStore, retentionMs: 5 }).post(bodyOf({ salt: "s-2" }));
    expect(kept).toEqual([21 * 86_400_000, 64, 5, 64]);
  });

  test("a handler that outlasts its lease: 503, an aborted signal, and its end is recorded all the same", async () => {
    let finish = () => {};
    const { post, outcomes } = startReceiver({ leaseMs: 20 }, (signal) => {
      return new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => (finish = resolve));
      });
    });
    expect(await post()).toMatchObject({ status: 503, title: "handler_timeout" });
    finish();
    await expect.poll(async () => (await post()).status).toBe(200);
    expect(outcomes.at(-1)).toMatchObject({ outcome: "duplicate" });
  });

  test("a lease longer than a timer can wait is no lease that is over at once", async () => {
    const { post } = startReceiver({ leaseMs: Infinity }, () => new Promise((done) => setTimeout(done, 20)));
    expect(await post()).toMatchObject({ status: 200 });
  });

  test.each(["claim", "commit", "release"] as const)("a store whose %s throws: 503", async (method) => {
    const failure = new Error("no redis");
    const replayStore = {
      ...createMemoryReplayStore(),
      [method]: () => Promise.reject(failure),
    };
    const { post, outcomes } = startReceiver({ replayStore }, () => {
      if (method === "release") throw new Error("handler");
    });
    expect(await post()).toMatchObject({ status: 503, title: "store_failed" });
    expect(outcomes[0]).toMatchObject({ error: failure, message: "store_failed: Error: no redis" });
  });
});

describe("the memory store is bounded", () => {
  test("the oldest handled delivery is forgotten first, a claim never", () => {
    const store = createMemoryReplayStore({ maxEntries: 2, now: () => 0 });
    const handle = (key: string) => {
      const state = store.claim(key, key, 10);
      if (state === "claimed") void store.commit(key, 100);
      return state;
    };
    expect(store.claim("running", "r", 10)).toBe("claimed");
    expect([handle("a"), handle("a"), handle("b"), handle("b"), handle("a")]).toEqual([
      "claimed",
      "committed",
      "claimed",
      "committed",
      "claimed",
    ]);
    expect(store.claim("running", "x", 10)).toBe("in_flight");
    expect(store.claim("second", "s", 10)).toBe("claimed");
    expect(() => store.claim("third", "t", 10)).toThrow("maxEntries is 2");
  });

  test("maxEntries below 1 is refused", () => {
    expect(() => createMemoryReplayStore({ maxEntries: 0 })).toThrow("maxEntries is 0, and must be above 0.");
  });

  test("property: it answers as a plain model does", () => {
    const key = fc.constantFrom("a", "b", "c");
    const command = fc.oneof(
      fc.record({
        act: fc.constant("claim" as const),
        key,
        token: fc.constantFrom("x", "y"),
        ms: fc.integer({ min: 1, max: 9 }),
      }),
      fc.record({ act: fc.constant("commit" as const), key, ms: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ act: fc.constant("release" as const), key, token: fc.constantFrom("x", "y") }),
      fc.record({ act: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        let time = 0;
        const store = createMemoryReplayStore({ now: () => time });
        const model = new Map<string, { token?: string; until: number }>();
        const live = (name: string) => {
          const entry = model.get(name);
          return entry !== undefined && entry.until > time ? entry : undefined;
        };
        for (const one of commands) {
          if (one.act === "wait") time += one.ms;
          else if (one.act === "commit") {
            void store.commit(one.key, one.ms);
            model.set(one.key, { until: time + one.ms });
          } else if (one.act === "release") {
            void store.release(one.key, one.token);
            if (live(one.key)?.token === one.token) model.delete(one.key);
          } else {
            const entry = live(one.key);
            const wanted =
              entry === undefined ? "claimed" : entry.token === undefined ? "committed" : "in_flight";
            expect(store.claim(one.key, one.token, one.ms)).toBe(wanted);
            if (entry === undefined) model.set(one.key, { token: one.token, until: time + one.ms });
          }
        }
      }),
    );
  });
});
