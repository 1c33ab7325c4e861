import type { Clock } from "./clock.js";
import { Timeline } from "./timeline.js";

/** Longer waits overflow a timer of node and fire at once. */
const longestTimer = 2 ** 31 - 1;

/** The machine's clock. Its timer does not keep the process alive. */
export function createRealClock(): Clock {
  const timeline = new Timeline();
  let timer: { readonly at: number; readonly handle: NodeJS.Timeout } | undefined;

  function fire(): void {
    timer = undefined;
    for (let run = timeline.take(Date.now()); run !== undefined; run = timeline.take(Date.now())) void run();
    wait();
  }

  /** One timer for the first work: it is moved only when something earlier comes in. */
  function wait(): void {
    const first = timeline.first();
    if (first === undefined || (timer !== undefined && timer.at <= first)) return;
    clearTimeout(timer?.handle);
    const delay = Math.min(Math.max(first - Date.now(), 0), longestTimer);
    timer = { at: Date.now() + delay, handle: setTimeout(fire, delay).unref() };
  }

  return {
    now: () => Date.now(),
    schedule(at, run) {
      if (at > Date.now()) {
        const scheduled = timeline.add(at, run);
        wait();
        return scheduled;
      }
      // A timer of 0 ms waits for at least one: that would be most of the time of a delivery on this machine.
      let isCancelled = false;
      queueMicrotask(() => void (isCancelled ? undefined : run()));
      return {
        cancel() {
          isCancelled = true;
        },
      };
    },
  };
}
