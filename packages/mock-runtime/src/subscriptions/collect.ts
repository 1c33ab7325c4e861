import type { SubscriptionDefinition } from "../definition.js";
import type { JsonObject } from "../json.js";
import type { SourceObject } from "../sources/sources.js";
import type { Page } from "./state.js";

/** Whether a subscription wants to hear of objects that were created, or updated. */
export function wantsEvent(
  { event, events, changes }: SubscriptionDefinition,
  item: JsonObject,
  what: "created" | "updated",
): boolean {
  return [item[events] ?? item[event]].flat().includes(changes?.[what] ?? what);
}

/**
 * What a poll reports: each object at most once, in its latest state, in the order of the last changes. What was created and updated
 * since the cursor counts as either.
 */
export function changesSince(
  objects: readonly SourceObject[],
  cursor: number,
  wants: (what: "created" | "updated") => boolean,
): readonly SourceObject[] {
  const [created, updated] = [wants("created"), wants("updated")];
  return objects
    .filter((object) => (created && object.created > cursor) || (updated && object.updated > cursor))
    .sort((a, b) => lastChange(a) - lastChange(b));
}

/** The number of an object's last change. */
export function lastChange({ created, updated }: SourceObject): number {
  return Math.max(created, updated);
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
