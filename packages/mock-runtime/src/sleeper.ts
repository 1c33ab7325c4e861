import type { Clock } from "./clock/clock.js";

/** A wait under way. */
export interface Sleep {
  /** Resolves when the time is over, or the wait is cut short. */
  readonly over: Promise<void>;
  /** Cuts it short. */
  cancel(): void;
}

/** Waits in the time of a mock's clock. */
export interface Sleeper {
  /** `Infinity` waits until it is cut short. */
  sleep(milliseconds: number): Sleep;
  /** Cuts all waits short. */
  wake(): void;
  /** The same for those to come: a mock must be able to end under a clock that stands still. */
  close(): void;
}

export function createSleeper(clock: Clock): Sleeper {
  const sleeping = new Set<() => void>();
  let isClosed = false;

  function wake(): void {
    for (const cancel of sleeping) cancel();
  }

  return {
    sleep(milliseconds) {
      let cancel = () => {};
      const over = new Promise<void>((resolve) => {
        const timer =
          milliseconds === Number.POSITIVE_INFINITY
            ? undefined
            : clock.schedule(clock.now() + milliseconds, () => cancel());
        cancel = () => {
          timer?.cancel();
          sleeping.delete(cancel);
          resolve();
        };
        sleeping.add(cancel);
        if (isClosed) cancel();
      });
      return { over, cancel: () => cancel() };
    },
    wake,
    close() {
      isClosed = true;
      wake();
    },
  };
}
