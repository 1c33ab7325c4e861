/** Something that waits for its time. */
export interface Scheduled {
  /** Does nothing once the work has started. */
  cancel(): void;
}

/** Work that waits for a time. It must not reject: who schedules handles what goes wrong. */
export type Work = () => void | Promise<void>;

/** The port that every time of a mock is read from and waited on. Socket timeouts are not: they stay real. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Runs work at a time (milliseconds since 1970), soon but never within this call when that time has come. */
  schedule(at: number, run: Work): Scheduled;
}

/** The last time that a Date can hold (ECMA-262, time values): what would be later never comes. */
const lastTime = 8.64e15;

/** A time that a Date can hold. */
export function inTime(time: number): number {
  return Math.min(time, lastTime);
}

/** A point in time as APIs write it: RFC 3339 in UTC, whole seconds. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
