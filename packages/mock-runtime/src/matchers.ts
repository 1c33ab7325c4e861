import type { Delivery } from "./deliveries/report.js";
import type { DeliveryFilter } from "./deliveries/ledger.js";
import { show } from "./json.js";
import type { Log, Query, WaitOptions } from "./log.js";
import type { RequestFilter, RequestRecord } from "./requests.js";

type Asked<Entry, Filter> = Pick<Log<Entry, Filter>, "filter" | "waitFor">;

/** The part of a mock that the matchers ask. */
export interface AskedMock {
  readonly requests: Asked<RequestRecord, RequestFilter>;
  readonly deliveries: Asked<Delivery, DeliveryFilter>;
}

/** What `expect(mock)` can do with the matchers of this module. Await it: both wait, `.not` looks at what there is now. */
export interface MockMatchers<Result = Promise<void>> {
  /** Requests that fit came, by default at least one within 2 s (real time). */
  toHaveRequested(filter?: Query<RequestRecord, RequestFilter>, options?: WaitOptions): Result;
  /** Deliveries that fit were made and acknowledged (status `delivered`, unless the filter names another). */
  toHaveDelivered(filter?: Query<Delivery, DeliveryFilter>, options?: WaitOptions): Result;
}

/** What vitest and jest give a matcher. */
interface MatcherState {
  readonly isNot?: boolean;
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend(matchers)` of vitest or jest. */
export const matchers = {
  async toHaveRequested(
    this: MatcherState,
    mock: unknown,
    filter: Query<RequestRecord, RequestFilter> = {},
    options: WaitOptions = {},
  ): Promise<Verdict> {
    return verdict(this, "request", logOf(mock, "requests", "toHaveRequested"), filter, options);
  },

  async toHaveDelivered(
    this: MatcherState,
    mock: unknown,
    filter: Query<Delivery, DeliveryFilter> = {},
    options: WaitOptions = {},
  ): Promise<Verdict> {
    const delivered: Query<Delivery, DeliveryFilter> =
      typeof filter === "function"
        ? (delivery) => delivery.status === "delivered" && filter(delivery)
        : { status: "delivered", ...filter };
    return verdict(this, "delivery", logOf(mock, "deliveries", "toHaveDelivered"), delivered, options);
  },
};

function logOf<Name extends keyof AskedMock>(mock: unknown, name: Name, matcher: string): AskedMock[Name] {
  const log = (mock as Partial<AskedMock> | null | undefined)?.[name];
  if (typeof log?.waitFor === "function") return log;
  throw new TypeError(`${matcher} got ${show(mock)}. Pass it a mock server: expect(mock).${matcher}(…).`);
}

async function verdict<Entry, Filter>(
  { isNot = false }: MatcherState,
  noun: string,
  log: Asked<Entry, Filter>,
  query: Query<Entry, Filter>,
  options: WaitOptions,
): Promise<Verdict> {
  const { count = 1 } = options;
  if (!isNot) {
    try {
      await log.waitFor(query, options);
      return { pass: true, message: () => "" };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { pass: false, message: () => message };
    }
  }
  const found = log.filter(query);
  const wanted = typeof query === "function" ? "the given function" : JSON.stringify(query);
  const less = count === 1 ? "no" : `fewer than ${count}`;
  const message = () =>
    `Expected ${less} ${noun} fitting ${wanted}, found ${found.length}:\n${found.map((one) => `  ${show(one)}`).join("\n")}`;
  return { pass: found.length >= count, message };
}
