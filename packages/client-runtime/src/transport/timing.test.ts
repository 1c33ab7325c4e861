import { expect, test } from "vitest";
import { attempt } from "./attempt.js";
import { realTiming } from "./timing.js";

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
  await expect(wait).rejects.toBe(reason);
  expect(timers()).toBe(before);
  await expect(realTiming.wait(60_000, controller.signal)).rejects.toBe(reason);
  expect(timers()).toBe(before);
});

test("an attempt leaves no timer either, however it ends", async () => {
  const before = timers();
  expect(await attempt(async () => "done", 60_000)).toEqual({ answer: "done" });
  expect(await attempt(() => Promise.reject(reason), 60_000)).toEqual({ timedOut: false, cause: reason });
  const controller = new AbortController();
  const ended = attempt(() => new Promise(() => {}), 60_000, controller.signal);
  controller.abort(reason);
  await expect(ended).rejects.toBe(reason);
  expect(timers()).toBe(before);
});
