import type { DeliveryDefinition, SubscriptionDefinition } from "../definition.js";
import { isObject, type JsonObject } from "../json.js";
import { lastChange, type SourceObject, type What } from "../sources/sources.js";
import type { Page } from "./state.js";

/** Whether a subscription wants to hear of objects to which this happened. */
export function wantsEvent(
  { event, events, changes }: SubscriptionDefinition,
  item: JsonObject,
  what: What,
): boolean {
  const value = what === "deleted" ? changes?.deleted : (changes?.[what] ?? what);
  return value !== undefined && [item[events] ?? item[event]].flat().includes(value);
}

/** Whether a subscription's filters let an object through: its members, or one item of those that are lists, must have the values. */
export function selects({ filters }: SubscriptionDefinition, item: JsonObject, object: JsonObject): boolean {
  const wanted = filters === undefined ? undefined : item[filters];
  if (!isObject(wanted)) return true;
  return Object.entries(wanted).every(([name, value]) =>
    [Object.hasOwn(object, name) ? object[name] : undefined]
      .flat()
      .some((found) => textOf(found) === String(value)),
  );
}

function textOf(value: unknown): string | undefined {
  return value === undefined || isObject(value) ? undefined : String(value);
}

/** Most objects in one delivery to a subscription. */
export function pageSizeOf(
  { pageLimit }: SubscriptionDefinition,
  { pageSize }: DeliveryDefinition,
  item: JsonObject,
): number {
  const own = pageLimit === undefined ? undefined : item[pageLimit];
  return typeof own === "number" && own >= 1 ? Math.min(pageSize, Math.floor(own)) : pageSize;
}

/**
 * What a poll reports: each object at most once, in its latest state, in the order of the last changes. What was created and updated
 * since the cursor counts as either; what came and went since is nothing.
 */
export function changesSince(
  objects: readonly SourceObject[],
  cursor: number,
  wants: (what: What) => boolean,
): readonly SourceObject[] {
  const [created, updated, deleted] = [wants("created"), wants("updated"), wants("deleted")];
  return objects
    .filter((object) =>
      object.removed === undefined
        ? (created && object.created > cursor) || (updated && object.updated > cursor)
        : deleted && object.removed > cursor && object.created <= cursor,
    )
    .sort((a, b) => lastChange(a) - lastChange(b));
}

/** Objects as pages of at most `size`; none at all give no page. */
export function pagesOf(objects: readonly SourceObject[], size: number): Page[] {
  const pages: Page[] = [];
  for (let start = 0; start < objects.length; start += size) {
    const some = objects.slice(start, start + size);
    pages.push({ objects: some.map(({ object }) => object), changes: some.map(lastChange) });
  }
  return pages;
}
