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

/** The count that the entries of an agenda are part of. */
interface Count {
  readonly waiting: Set<Entry>;
  begin(): void;
  end(): void;
}

/** Work that waits. One object, not several functions: every subscription has one as long as it lives. */
class Entry implements Scheduled {
  #scheduled: Scheduled | undefined;

  constructor(
    readonly at: number,
    /** What is due already counts before its start. */
    readonly isDue: boolean,
    readonly work: Work,
    readonly count: Count,
  ) {}

  wait(clock: Clock): void {
    this.#scheduled = clock.schedule(this.at, () => this.run());
  }

  async run(): Promise<void> {
    this.count.waiting.delete(this);
    if (!this.isDue) this.count.begin();
    try {
      await this.work();
    } finally {
      this.count.end();
    }
  }

  cancel(): void {
    if (!this.count.waiting.delete(this)) return;
    this.#scheduled?.cancel();
    if (this.isDue) this.count.end();
  }
}

/** Counts what a clock runs, so that a test can wait until nothing more will happen by itself. */
export function createAgenda(clock: Clock): Agenda {
  const waiting = new Set<Entry>();
  let underWay = 0;
  let idlers: (() => void)[] = [];

  const count: Count = { waiting, begin, end };

  function begin(): void {
    underWay += 1;
  }

  function end(): void {
    underWay -= 1;
    if (underWay > 0 || idlers.length === 0) return;
    const woken = idlers;
    idlers = [];
    for (const wake of woken) wake();
  }

  function hold(): () => void {
    begin();
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
      const isDueNow = at <= clock.now();
      if (isDueNow) begin();
      const entry = new Entry(at, isDueNow, run, count);
      entry.wait(clock);
      waiting.add(entry);
      return entry;
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
      for (const entry of waiting) entry.cancel();
    },
  };
}
