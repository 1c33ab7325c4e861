import type { SubscriptionDefinition } from "../definition.js";
import { pointerToken, show, showAll, type JsonObject } from "../json.js";
import type { FieldProblem } from "../problems.js";

/**
 * A subscription names its events twice: one `event`, and the older list `events`. Fills the one that is missing; of two that
 * disagree, the one that differs from the stored item wins. Neither: all known events.
 */
export function settleEvents(
  roles: SubscriptionDefinition,
  known: readonly unknown[],
  draft: JsonObject,
  stored: JsonObject | undefined,
): FieldProblem[] {
  const event = draft[roles.event];
  const list = draft[roles.events];
  if (list !== undefined && !Array.isArray(list)) {
    return [problem(roles.events, "type", `Expected array, got ${show(list)}.`)];
  }
  const events = list === undefined ? undefined : [...new Set<unknown>(list)];
  if (events?.length === 0) return [problem(roles.events, "minItems", "Expected at least 1 event, got [].")];

  const settle = (all: readonly unknown[], first: unknown): FieldProblem[] => {
    draft[roles.events] = all;
    draft[roles.event] = first;
    return [];
  };
  if (event === undefined && events === undefined) {
    if (known.length === 0) return [problem(roles.event, "required", "This member is required and missing.")];
    return settle(known, known[0]);
  }
  if (events === undefined) return settle([event], event);
  if (event === undefined) return settle(events, events[0]);

  const eventMoved = event !== stored?.[roles.event];
  const eventsMoved = !sameMembers(events, stored?.[roles.events]);
  if (eventMoved && !eventsMoved) return settle([event], event);
  if (eventsMoved && !eventMoved) return settle(events, events[0]);
  if (events.includes(event)) return settle(events, event);
  const detail = `Expected one of ${roles.events} (${showAll(events)}), got ${show(event)}. Change one of the two, or make them agree.`;
  return [problem(roles.event, "disagrees", detail)];
}

/** Order says nothing about which events are wanted. */
function sameMembers(events: readonly unknown[], stored: unknown): boolean {
  return (
    Array.isArray(stored) &&
    stored.length === events.length &&
    events.every((event) => stored.includes(event))
  );
}

function problem(field: string, code: string, detail: string): FieldProblem {
  return { pointer: `/${pointerToken(field)}`, code, detail };
}
