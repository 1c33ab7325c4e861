import { milliseconds } from "../clock/duration.js";
import { isObject, show } from "../json.js";
import type { Fault } from "./fault.js";

/** Why a value will not do, `undefined` for one that will. */
type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "text");
const flag: Check = (value) => (value === true ? undefined : "true");
const boolean: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
const callback: Check = (value) => (typeof value === "function" ? undefined : "a function");
const duration: Check = (value) => {
  try {
    milliseconds(value);
    return undefined;
  } catch {
    return 'milliseconds from 0, or text such as "250ms", "2s", "1h"';
  }
};
const either =
  (...checks: readonly Check[]): Check =>
  (value) => {
    const wanted = checks.map((check) => check(value));
    return wanted.includes(undefined) ? undefined : wanted.join(", or ");
  };
const whole =
  (least: number, most = Number.MAX_SAFE_INTEGER): Check =>
  (value) => {
    if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return undefined;
    return `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`;
  };
const chance: Check = (value) =>
  typeof value === "number" && value >= 0 && value <= 1 ? undefined : "a number from 0 to 1";
const headers: Check = (value) =>
  isObject(value) && Object.entries(value).every(isHeader)
    ? undefined
    : "an object of texts, by the names of headers";
const members =
  (checks: Readonly<Record<string, Check>>, required: string): Check =>
  (value) => {
    const fits =
      isObject(value) &&
      Object.hasOwn(value, required) &&
      Object.entries(value).every(
        ([name, one]) => checks[name] !== undefined && checks[name](one) === undefined,
      );
    return fits ? undefined : `an object of ${Object.keys(checks).join(", ")} (${required} is required)`;
  };

/** RFC 9110 section 5: what a header may be called and hold. Anything else would break the answer that it is put on. */
function isHeader([name, value]: readonly [string, unknown]): boolean {
  return (
    /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === "string" && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
  );
}

const timing = { times: whole(1), after: whole(0), probability: chance, match: callback };
const conditions = {
  request: { on: text, ...timing, operation: text, method: text, path: text, act: boolean },
  delivery: { on: text, ...timing, subscription: text, url: text, kind: text },
};
const problem = either(text, (value) => (isObject(value) ? undefined : "an object"));
const rateLimit = members({ retryAfter: duration, limit: whole(0) }, "retryAfter");
/** What becomes of a body on its way. */
const shape = {
  truncate: either(flag, whole(0)),
  malformed: flag,
  contentType: (value: unknown) => (isHeader(["content-type", value]) ? undefined : "text on one line"),
  drip: members({ bytes: whole(1), every: duration }, "every"),
};
const effects = {
  request: {
    status: whole(200, 599),
    problem,
    headers,
    latency: duration,
    hang: either(flag, duration),
    reset: flag,
    rateLimit,
    ...shape,
  },
  delivery: {
    status: whole(100, 599),
    problem,
    rateLimit,
    latency: duration,
    hang: either(flag, duration),
    reset: flag,
    duplicate: either(flag, whole(1, 100)),
    ...shape,
  },
};

/** Checks a rule, which may come from outside as JSON. Throws a TypeError that says what is accepted. */
export function readFault(given: unknown, operations: readonly string[]): Fault {
  if (!isObject(given))
    throw new TypeError(`A fault is ${show(given)}. Pass an object, e.g. { status: 503 }.`);
  const on = given["on"] ?? "request";
  if (on !== "request" && on !== "delivery")
    throw new TypeError(`A fault is on ${show(on)}. Pass "request" (the default) or "delivery".`);
  const known: Readonly<Record<string, Check>> = { ...conditions[on], ...effects[on] };
  const rule = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  for (const [name, value] of Object.entries(rule)) {
    const check = Object.hasOwn(known, name) ? known[name] : undefined;
    if (check === undefined) {
      throw new TypeError(
        `A fault on a ${on} has no ${show(name)}. It has ${Object.keys(known).join(", ")}.`,
      );
    }
    const wanted = check(value);
    if (wanted !== undefined) throw new TypeError(`A fault's ${name} is ${show(value)}. Pass ${wanted}.`);
  }
  const { operation } = rule;
  if (operation !== undefined && !operations.includes(String(operation))) {
    throw new TypeError(
      `A fault is for the operation ${show(operation)}. There are ${operations.join(", ")}.`,
    );
  }
  if (!Object.keys(effects[on]).some((name) => Object.hasOwn(rule, name))) {
    throw new TypeError(`A fault does nothing. Give it one of ${Object.keys(effects[on]).join(", ")}.`);
  }
  // Each member was checked against the table above, which has the members of Fault.
  return rule as unknown as Fault;
}
