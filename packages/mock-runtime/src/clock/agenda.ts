import type { Clock, Scheduled, Work } from "./clock.js";

/** The clock of a mock, and a count of what is under way on it. */
export interface Agenda extends Clock {
  /** Counts work as under way until it is settled. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Something is under way until the returned function is called (again does nothing). */
  hold(): () => void;
  /** Resolves when nothing is under way and nothing is due now. */
  idle(): Promise<void>;
  /** Cancels all that has not started. */
  clear(): void;
}

interface Entry {
  readonly at: number;
  readonly scheduled: Scheduled;
  readonly isDue: boolean;
}

/** Counts what a clock runs, so that a test can wait until nothing more will happen by itself. */
export function createAgenda(clock: Clock): Agenda {
  const waiting = new Set<Entry>();
  let underWay = 0;
  let idlers: (() => void)[] = [];

  function end(): void {
    underWay -= 1;
    if (underWay > 0 || idlers.length === 0) return;
    const woken = idlers;
    idlers = [];
    for (const wake of woken) wake();
  }

  function hold(): () => void {
    underWay += 1;
    let isHeld = true;
    return () => {
      if (isHeld) end();
      isHeld = false;
    };
  }

  function isDue(): boolean {
    const now = clock.now();
    for (const { at } of waiting) if (at <= now) return true;
    return false;
  }

  return {
    now: () => clock.now(),
    schedule(at, run: Work) {
      // What is due already counts from here on: between this call and its start nothing may look idle.
      const dueNow = at <= clock.now();
      if (dueNow) underWay += 1;
      const scheduled = clock.schedule(at, async () => {
        waiting.delete(entry);
        if (!dueNow) underWay += 1;
        try {
          await run();
        } finally {
          end();
        }
      });
      const entry: Entry = { at, scheduled, isDue: dueNow };
      waiting.add(entry);
      return {
        cancel() {
          if (!waiting.delete(entry)) return;
          scheduled.cancel();
          if (dueNow) end();
        },
      };
    },
    track(work) {
      return work.finally(hold());
    },
    hold,
    async idle() {
      for (;;) {
        if (underWay === 0 && !isDue()) return;
        await new Promise<void>((resolve) => {
          // Due by the machine's clock, and its timer has yet to fire.
          if (underWay === 0) setTimeout(resolve, 1);
          else idlers.push(resolve);
        });
      }
    },
    clear() {
      const entries = [...waiting];
      waiting.clear();
      for (const { scheduled, isDue: counted } of entries) {
        scheduled.cancel();
        if (counted) end();
      }
    },
  };
}
