import type { DeliveryDefinition, MockDefinition, SubscriptionDefinition } from "../definition.js";
import { copyOf, isObject, show, showAll, type JsonObject } from "../json.js";

/** A change of objects at the source, read from the members that the roles name. */
export interface SourceChange {
  readonly source: string;
  readonly objectType: unknown;
  readonly event: unknown;
  readonly objects: readonly JsonObject[];
}

/** Reads what a test hands to `emit`. Throws a TypeError that says what is accepted. */
export function readSourceChange(
  definition: MockDefinition,
  roles: SubscriptionDefinition,
  delivery: DeliveryDefinition,
  change: unknown,
  lenient: boolean,
): SourceChange {
  const members = [roles.source, roles.objectType, roles.event, delivery.data];
  if (!isObject(change))
    throw new TypeError(`emit got ${show(change)}. Pass an object with ${members.join(", ")}.`);
  const unknown = Object.keys(change).filter((name) => !members.includes(name));
  if (unknown.length > 0) {
    throw new TypeError(`emit got the unknown member ${showAll(unknown)}. Accepted: ${members.join(", ")}.`);
  }
  const source = change[roles.source];
  if (typeof source !== "string" || source === "")
    throw wrong(roles.source, source, "text that is not empty");

  const oneOf = (role: string): unknown => {
    const known = definition.resources[roles.resource]?.fields[role]?.values;
    const value = change[role];
    if (typeof value !== "string" || value === "") throw wrong(role, value, "text that is not empty");
    if (known === undefined || lenient || known.includes(value)) return value;
    throw wrong(role, value, `one of ${showAll(known)}`);
  };
  const objectType = oneOf(roles.objectType);
  const event = oneOf(roles.event);

  const objects = [change[delivery.data]].flat();
  const strange = objects.find((object) => !isObject(object));
  if (objects.length === 0 || !objects.every(isObject)) {
    throw wrong(
      delivery.data,
      objects.length === 0 ? [] : strange,
      "one object, or an array of at least one",
    );
  }
  return { source, objectType, event, objects: objects.map(copyOf) };
}

/** Whether a subscription wants to hear of a change. */
export function wants(
  { source, objectType, event, events, mode }: SubscriptionDefinition,
  item: JsonObject,
  change: SourceChange,
): boolean {
  if (item[mode.field] === mode.none) return false;
  if (item[source] !== change.source || item[objectType] !== change.objectType) return false;
  return [item[events] ?? item[event]].flat().includes(change.event);
}

function wrong(member: string, got: unknown, accepted: string): TypeError {
  return new TypeError(`emit got ${show(got)} as ${member}. Pass ${accepted}.`);
}
