import type { Clock } from "./clock.js";
import { Timeline } from "./timeline.js";

/** A clock that stands still until it is moved. */
export interface VirtualClock extends Clock {
  /** The time of the next work; undefined when nothing is scheduled. */
  nextDue(): number | undefined;
  /** Moves forward; what is due by then starts soon, one after another. */
  moveTo(time: number): void;
  /** Sets another time and forgets all work. */
  restart(time: number): void;
}

/**
 * Due work runs in the order of its time, then of its creation, each awaited before the next. What is due at the present time needs
 * no moving: it runs by itself. `onMove` hears of each new time.
 */
export function createVirtualClock(start: number, onMove?: () => void): VirtualClock {
  const timeline = new Timeline();
  let time = start;
  let isRunning = false;

  async function runDue(): Promise<void> {
    for (let run = timeline.take(time); run !== undefined; run = timeline.take(time)) await run();
    isRunning = false;
  }

  function wake(): void {
    const first = timeline.first();
    if (isRunning || first === undefined || first > time) return;
    isRunning = true;
    queueMicrotask(() => void runDue());
  }

  return {
    now: () => time,
    schedule(at, run) {
      const scheduled = timeline.add(Math.max(at, time), run);
      wake();
      return scheduled;
    },
    nextDue: () => timeline.first(),
    moveTo(to) {
      time = Math.max(time, to);
      onMove?.();
      wake();
    },
    restart(to) {
      timeline.clear();
      time = to;
      onMove?.();
    },
  };
}
