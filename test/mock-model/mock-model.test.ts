import { createMockServer } from "@hookspec/webhook-mock-server";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { openRealm, type World } from "./commands.js";
import { startReceivers } from "./receivers.js";
import { stories } from "./stories.js";
import { finish } from "./told.js";

// A failure prints the commands that led to it. To run them alone: `path` of the report beside the seed here, `replayPath` in stories.ts.
const seed = 3;

/** What the runs must have come by, or they prove little. */
const states = [
  "pending initialPage",
  "pending initialLast",
  "pending virtual",
  "delivered initialPage",
  "delivered initialLast",
  "delivered virtual",
  "delivered native",
  "failed initialLast",
  "failed virtual",
  "failed native",
  "cancelled native: unhealthy",
  "cancelled virtual: deleted",
  "cancelled virtual: by hand",
  "unhealthy virtual",
  "unhealthy native",
  "stopped virtual",
  "stopped native",
  "no answer",
  "closed",
  "fault",
];

test("over HTTP: nothing is lost, doubled or misordered, and no answer lies against the spec", async () => {
  const receivers = await startReceivers();
  const mock = createMockServer({ seed: 1 });
  onTestFinished(() => mock.close());
  const mockUrl = await mock.listen();
  let runs = 0;
  const met = new Set<string>();
  const few = fc.constantFrom(1, 0, 0, 0);
  await fc.assert(
    fc.asyncProperty(stories, few, async (given, hangs) => {
      const world: World = { mockUrl, receivers, name: `run${runs++}`, realms: [], hangs, met };
      await openRealm(world);
      await fc.asyncModelRun(() => ({ model: world, real: world }), given);
      for (const realm of world.realms) {
        if (!realm.isGone) await finish(realm, met);
        else for (const hook of realm.hooks) expect(realm.postsOf(hook).length).toBe(hook.quietAt);
      }
    }),
    { seed, numRuns: 24, endOnFailure: false },
  );
  expect([...met]).toEqual(expect.arrayContaining(states));
}, 60_000);
