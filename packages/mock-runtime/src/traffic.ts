import type { Clock } from "./clock/clock.js";
import type { MockDefinition } from "./definition.js";
import type { FaultRules } from "./faults/faults.js";
import { createIdempotency, type Idempotency } from "./idempotency.js";
import { createOverrides, type Overrides } from "./overrides.js";
import type { Random } from "./random.js";
import { createRateLimiter, type RateLimit, type RateLimiter } from "./rate-limit.js";
import { createRequestLog, secretsOf, type RequestLog, type Secrets } from "./requests.js";
import { createSleeper, type Sleeper } from "./sleeper.js";
import type { Changes } from "./store/changes.js";

/** What stands between the requests of a namespace and its operations, and remembers them. */
export interface Traffic {
  readonly faults: FaultRules;
  readonly overrides: Overrides;
  readonly requests: RequestLog;
  readonly idempotency: Idempotency;
  readonly limiter: RateLimiter | undefined;
  readonly sleeper: Sleeper;
  readonly random: Random;
  readonly secrets: Secrets;
  /** Numbers requests: 1, 2, 3 … */
  nextRequest(): number;
  /** Numbers answers that must differ from each other. */
  nextDraw(): number;
  /** As at the beginning; waits are cut short. */
  reset(): void;
}

export function createTraffic(
  definition: MockDefinition,
  { clock, random, faults, logLimit, rateLimit, changes }: TrafficContext,
): Traffic {
  const operations = definition.operations.map(({ id }) => id);
  const overrides = createOverrides(operations);
  const requests = createRequestLog(logLimit);
  const idempotency = createIdempotency(clock, changes);
  const limiter = rateLimit && createRateLimiter(rateLimit, clock);
  const sleeper = createSleeper(clock);
  let numbered = 0;
  let drawn = 0;
  return {
    faults,
    overrides,
    requests,
    idempotency,
    limiter,
    sleeper,
    random,
    secrets: secretsOf(definition.security),
    nextRequest: () => ++numbered,
    nextDraw: () => ++drawn,
    reset() {
      faults.clear();
      overrides.clear();
      requests.clear();
      idempotency.clear();
      limiter?.clear();
      sleeper.wake();
      numbered = 0;
      drawn = 0;
    },
  };
}

/** What traffic needs of the mock around it. */
export interface TrafficContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: FaultRules;
  /** Requests kept in the log. */
  readonly logLimit: number;
  readonly rateLimit?: RateLimit | undefined;
  readonly changes?: Changes | undefined;
}
