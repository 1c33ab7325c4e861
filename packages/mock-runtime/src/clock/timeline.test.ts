import fc from "fast-check";
import { expect, test } from "vitest";
import { Timeline } from "./timeline.js";

test("work that was cancelled is not kept until its time", () => {
  const timeline = new Timeline();
  timeline.add(5, () => {});
  for (let count = 0; count < 10_000; count += 1) timeline.add(1_000_000 + count, () => {}).cancel();
  expect(timeline.size).toBeLessThan(200);
  expect(timeline.first()).toBe(5);
});

test("cancelling what has run, or twice, changes nothing", () => {
  const timeline = new Timeline();
  const first = timeline.add(1, () => {});
  timeline.add(2, () => {});
  timeline.take(1);
  first.cancel();
  first.cancel();
  expect(timeline.first()).toBe(2);
  expect(timeline.size).toBe(1);
});

test("whatever is added and cancelled, the rest comes by time and then by creation", () => {
  const step = fc.record({ at: fc.nat(50), cancel: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const timeline = new Timeline();
      const done: number[] = [];
      const entries = steps.map(({ at }, index) => timeline.add(at, () => void done.push(index)));
      steps.forEach(({ cancel }, index) => cancel && entries[index]?.cancel());
      for (let run = timeline.take(50); run !== undefined; run = timeline.take(50)) void run();
      const expected = steps
        .map(({ at, cancel }, index) => ({ at, cancel, index }))
        .filter(({ cancel }) => !cancel)
        .sort((a, b) => a.at - b.at || a.index - b.index);
      expect(done).toEqual(expected.map(({ index }) => index));
    }),
  );
});
