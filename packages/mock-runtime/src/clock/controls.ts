import type { Agenda } from "./agenda.js";
import { instant, milliseconds, type Duration } from "./duration.js";
import type { VirtualClock } from "./virtual.js";

/** The clock of a mock as a test moves it. All but `now` reject unless the mock was made with `clock: "virtual"`. */
export interface ClockControls {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /**
   * Lets time pass: `"90s"`, `"15m"`, `"1h30m"`, `"2d"` or milliseconds. What falls due runs in the order of its time, with `now` at
   * its own due time, each awaited with its I/O. Rejects while another advance runs.
   */
  advance(duration: Duration): Promise<void>;
  /** The same up to a point in time; an earlier one than now is refused. */
  advanceTo(time: Date | string): Promise<void>;
  /** Goes to the next time at which something is due and runs it. Resolves with that time, undefined when nothing is due ever. */
  next(): Promise<number | undefined>;
  /**
   * Goes on until there is nothing left to deliver: no delivery is pending and no change is waiting for its poll (polls that
   * would find nothing do not count). Rejects, naming what is still due, after `max` steps in time (default 10,000).
   */
  runUntilIdle(options?: { readonly max?: number }): Promise<void>;
}

/** Thrown by an advance while another one runs. */
export class ClockBusyError extends Error {
  override readonly name = "ClockBusyError";
}

/** What is left to deliver. */
export interface Outstanding {
  /** Whether anything is. Asked before each step of `runUntilIdle`. */
  any(): Promise<boolean>;
  /** One line each. */
  describe(): Promise<readonly string[]>;
}

/** `clock` is undefined when time passes by itself. */
export function createClockControls(
  agenda: Agenda,
  clock: VirtualClock | undefined,
  outstanding: Outstanding,
): ClockControls {
  let isMoving = false;

  async function move<T>(what: string, act: (clock: VirtualClock) => Promise<T>): Promise<T> {
    if (clock === undefined) {
      throw new Error(
        `clock.${what} needs a clock that can be moved. Make the mock with clock: "virtual", or wait for real time to pass.`,
      );
    }
    if (isMoving) {
      throw new ClockBusyError(
        `clock.${what} was called while the clock is moving. Await the advance that runs, then call it again.`,
      );
    }
    isMoving = true;
    try {
      await agenda.idle();
      return await act(clock);
    } finally {
      isMoving = false;
    }
  }

  async function runThrough(moving: VirtualClock, target: number): Promise<void> {
    for (let due = moving.nextDue(); due !== undefined && due <= target; due = moving.nextDue()) {
      moving.moveTo(due);
      await agenda.idle();
    }
    moving.moveTo(target);
  }

  return {
    now: () => agenda.now(),
    advance: async (duration) => {
      const span = milliseconds(duration);
      await move("advance", (moving) => runThrough(moving, moving.now() + span));
    },
    advanceTo: async (time) => {
      const target = instant(time);
      await move("advanceTo", (moving) => {
        if (target >= moving.now()) return runThrough(moving, target);
        const [to, from] = [target, moving.now()].map((at) => new Date(at).toISOString());
        throw new RangeError(
          `clock.advanceTo got ${to}, and it is ${from}. Time goes forward only: pass a later time.`,
        );
      });
    },
    next: () =>
      move("next", async (moving) => {
        const due = moving.nextDue();
        if (due !== undefined) await runThrough(moving, due);
        return due;
      }),
    runUntilIdle: ({ max = 10_000 } = {}) =>
      move("runUntilIdle", async (moving) => {
        for (let steps = 0; ; steps++) {
          const due = moving.nextDue();
          if (due === undefined || !(await outstanding.any())) return;
          if (steps >= max) throw stillDue(max, await outstanding.describe());
          await runThrough(moving, due);
        }
      }),
  };
}

const shownLines = 10;

function stillDue(max: number, left: readonly string[]): Error {
  const rest = left.length > shownLines ? `\n  and ${left.length - shownLines} more` : "";
  return new Error(
    `clock.runUntilIdle stopped after ${max} steps. Pass a larger max if that is wanted. Still due:\n  ${left.slice(0, shownLines).join("\n  ")}${rest}`,
  );
}
