import { show } from "../json.js";

const unitMilliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A span of time as people write it: `90s`, `15m`, `1h30m`, `2d`, or a number of milliseconds. */
export type Duration = number | string;

/** A duration in milliseconds. Throws a TypeError for what is none, or leads backwards. */
export function milliseconds(duration: unknown): number {
  if (typeof duration === "number" && Number.isSafeInteger(duration) && duration >= 0) return duration;
  if (typeof duration === "string" && /^(\d+(\.\d+)?(ms|[smhd]))+$/.test(duration)) {
    let sum = 0;
    for (const [, number, unit] of duration.matchAll(/([\d.]+)(ms|[smhd])/g)) {
      sum += Number(number) * unitMilliseconds[unit as keyof typeof unitMilliseconds];
    }
    return Math.round(sum);
  }
  throw new TypeError(
    `${show(duration)} is not a duration. Pass milliseconds (a whole number from 0), or text such as "90s", "15m", "1h30m", "2d".`,
  );
}

/** A point in time as milliseconds since 1970. Throws a TypeError for what is none. */
export function instant(time: unknown): number {
  if (time instanceof Date && !Number.isNaN(time.getTime())) return time.getTime();
  if (typeof time === "string") {
    // A date-time without a zone would be read in the machine's: another result on another machine.
    const isWhole = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/i.test(time);
    const parsed = isWhole ? Date.parse(time) : Number.NaN;
    if (!Number.isNaN(parsed)) return parsed;
  }
  const got = time instanceof Date ? "an invalid Date" : show(time);
  throw new TypeError(
    `${got} is not a time. Pass a Date, or text such as "2024-03-01T12:00:00Z" (RFC 3339) or "2024-03-01".`,
  );
}
