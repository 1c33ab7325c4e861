import type { ResourceDefinition, SubscriptionDefinition } from "../definition.js";
import { pointerToken, show, showAll, type JsonObject } from "../json.js";
import { Problem, type FieldProblem } from "../problems.js";
import type { Rules } from "../resources/rules.js";
import { settleEvents } from "./events.js";

/** What every subscription obeys, whatever its fields are called: one list of events, an interval, a mode, a URL to POST to. */
export function subscriptionRules(
  roles: SubscriptionDefinition,
  { fields }: ResourceDefinition,
  lenient: boolean,
): Rules {
  const { interval, mode, url } = roles;

  function settle(draft: JsonObject, stored: JsonObject | undefined): FieldProblem[] {
    draft[interval.field] ??= interval.default;
    draft[mode.field] ??= mode.virtual;
    if (roles.healthy !== undefined) draft[roles.healthy] ??= true;
    // Who names no event wants to hear of objects that are there: a removal has to be asked for.
    const known = (fields[roles.event]?.values ?? []).filter((value) => value !== roles.changes?.deleted);
    return [
      ...settleEvents(roles, known, draft, stored),
      ...checkInterval(draft[interval.field]),
      ...(lenient ? [] : checkUrl(draft[url])),
    ];
  }

  function checkInterval(value: unknown): FieldProblem[] {
    if (typeof value === "number" && value >= interval.minimum) return [];
    const accepted = `a number of ${interval.unit}, ${interval.minimum} or more`;
    const detail = `Expected ${accepted}, got ${show(value)}.`;
    return [{ pointer: `/${pointerToken(interval.field)}`, code: "minimum", detail }];
  }

  function checkUrl(value: unknown): FieldProblem[] {
    if (typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value)) return [];
    const got = value === undefined ? "nothing" : show(value);
    const detail = `Expected an absolute http or https URL to POST deliveries to, got ${got}.`;
    return [{ pointer: `/${pointerToken(url)}`, code: value === undefined ? "required" : "format", detail }];
  }

  return { filled: new Set([roles.event, roles.events, interval.field, mode.field]), settle };
}

/** Refuses a run on demand of a subscription that is not polled (422); undefined when it is. */
export function whyNotTriggerable({ mode }: SubscriptionDefinition, item: JsonObject): Problem | undefined {
  const value = item[mode.field];
  if (value !== mode.native && value !== mode.none) return undefined;
  const detail = `Expected ${showAll([mode.virtual])} to run it on demand, got ${show(value)}: there is nothing to poll.`;
  return new Problem(
    422,
    `This webhook cannot be run on demand: its ${mode.field} is ${show(value)}, and only ${show(mode.virtual)} is polled.`,
    [{ pointer: `/${pointerToken(mode.field)}`, code: "mode", detail }],
  );
}

/** The item after a run that started at `start` (RFC 3339). */
export function withRun(roles: SubscriptionDefinition, item: JsonObject, start: string): JsonObject {
  const { field, keep } = roles.runs;
  const runs = Array.isArray(item[field]) ? item[field] : [];
  return { ...item, [roles.lastRun]: start, [field]: [...runs, start].slice(-keep) };
}
