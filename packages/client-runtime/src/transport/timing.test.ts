import { expect, test } from "vitest";
import { realTiming, within } from "./timing.js";

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
const reason = new Error("stop");

test("waits as long as asked", async () => {
  const started = performance.now();
  await realTiming.wait(30, new AbortController().signal);
  expect(performance.now() - started).toBeGreaterThan(25);
});

test("an abort ends a wait and leaves no timer to keep a process alive", async () => {
  const controller = new AbortController();
  const before = timers();
  const wait = realTiming.wait(60_000, controller.signal);
  expect(timers()).toBe(before + 1);
  controller.abort(reason);
  await wait;
  expect(timers()).toBe(before);
  await realTiming.wait(60_000, controller.signal);
  expect(timers()).toBe(before);
});

test("what runs against a deadline leaves no timer either, however it ends", async () => {
  const before = timers();
  expect(await within(60_000, undefined, async () => "done")).toBe("done");
  await expect(within(60_000, undefined, () => Promise.reject(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  const ended = within(Infinity, controller.signal, () => new Promise(() => {}));
  expect(timers()).toBe(before + 1);
  controller.abort(reason);
  await expect(ended).rejects.toBe(reason);
  await expect(within(1, undefined, () => new Promise(() => {}))).rejects.toBeUndefined();
  expect(timers()).toBe(before);
});
