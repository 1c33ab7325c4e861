import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { createMemoryReplayStore, type ReplayStore } from "@hookspec/webhook-client/receiver";
import { afterAll, describe, expect, test } from "vitest";
import { sharedFolder } from "../support/folders.js";
import { codeBlocks, writeModule } from "../support/markdown.js";
import { inRoot } from "../support/repository.js";

const folder = sharedFolder();
const blocks = codeBlocks(readFileSync(inRoot("packages", "client-runtime", "README.md"), "utf8"));

/** An example of the README, as it stands there. */
async function example<T>(name: string): Promise<T> {
  const block = blocks.find(({ code }) => code.includes(`export function ${name}(`));
  if (block === undefined) throw new Error(`The README has no example of ${name}.`);
  return (await import(pathToFileURL(path.join(folder, writeModule(folder, name, block))).href)) as T;
}

/** The commands that the example sends, as Redis 7 documents them. */
function fakeRedis() {
  const values = new Map<string, { value: string; until: number }>();
  const get = (key: string) => {
    const held = values.get(key);
    return held !== undefined && held.until > Date.now() ? held.value : null;
  };
  return async (...command: string[]): Promise<unknown> => {
    const [name, key = "", value = "", ...options] = command;
    if (name === "SET") {
      const held = get(key);
      const until = Date.now() + Number(options[options.indexOf("PX") + 1]);
      if (held === null || !options.includes("NX")) values.set(key, { value, until });
      return options.includes("GET") ? held : "OK";
    }
    // EVAL script 1 key token, of a script that compares and deletes.
    const [script = "", keys, target = "", token] = command.slice(1);
    expect([name, keys]).toEqual(["EVAL", "1"]);
    expect(script).toBe('if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("DEL", KEYS[1]) end');
    if (get(target) === token) values.delete(target);
    return null;
  };
}

const postgres = new PGlite();
afterAll(() => postgres.close());

type Query = (sql: string, values: unknown[]) => Promise<{ rows: unknown[] }>;
const stores: Record<string, () => Promise<ReplayStore>> = {
  "in memory": async () => createMemoryReplayStore(),
  "of the README for Redis": async () => {
    const { redisReplayStore } = await example<{
      redisReplayStore(send: ReturnType<typeof fakeRedis>): ReplayStore;
    }>("redisReplayStore");
    return redisReplayStore(fakeRedis());
  },
  "of the README for PostgreSQL": async () => {
    const { sqlReplayStore, deliveriesTable } = await example<{
      deliveriesTable: string;
      sqlReplayStore(database: { query: Query }): ReplayStore;
    }>("sqlReplayStore");
    await postgres.exec(`drop table if exists deliveries; ${deliveriesTable}`);
    return sqlReplayStore({ query: (sql, values) => postgres.query(sql, values) });
  },
};

describe.each(Object.entries(stores))("rule 5: a store %s", (_name, create) => {
  const hour = 3_600_000;

  test("gives a key to one of many that claim it at once", async () => {
    const store = await create();
    const states = await Promise.all(Array.from({ length: 20 }, (_, at) => store.claim("k", `t${at}`, hour)));
    expect(states.toSorted()).toEqual(["claimed", ...Array.from({ length: 19 }, () => "in_flight")]);
  });

  test("remembers what was committed, whoever held the claim", async () => {
    const store = await create();
    await store.claim("k", "a", hour);
    await store.commit("k", hour);
    await store.release("k", "a");
    expect(await store.claim("k", "b", hour)).toBe("committed");
    await store.commit("never claimed", hour);
    expect(await store.claim("never claimed", "b", hour)).toBe("committed");
  });

  test("gives back what its holder releases, and to nobody else's call", async () => {
    const store = await create();
    await store.claim("k", "a", hour);
    await store.release("k", "b");
    expect(await store.claim("k", "c", hour)).toBe("in_flight");
    await store.release("k", "a");
    expect(await store.claim("k", "c", hour)).toBe("claimed");
  });

  test("leases end, and so do memories", async () => {
    const store = await create();
    await store.claim("k", "crashed", 1);
    await expect.poll(() => store.claim("k", "b", hour)).toBe("claimed");
    await store.release("k", "crashed");
    expect(await store.claim("k", "c", hour)).toBe("in_flight");
    await store.commit("k", 1);
    await expect.poll(() => store.claim("k", "d", hour)).toBe("claimed");
  });
});
