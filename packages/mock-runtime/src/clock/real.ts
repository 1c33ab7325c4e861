import type { Clock } from "./clock.js";

/** The machine's clock. */
export const realClock: Clock = { now: () => Date.now() };
