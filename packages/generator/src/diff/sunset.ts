import type { Json } from "../load/json.js";
import { shown } from "./findings.js";
import { canonical } from "./place.js";

/** `x-sunset`: until when what is deprecated goes on working. A date that is none promises nothing. */
export function compareSunset(
  before: Json | undefined,
  after: Json | undefined,
  deprecated: boolean,
  add: (id: string, what: string) => void,
): void {
  if (canonical(before) === canonical(after)) return;
  if (after === undefined) {
    if (deprecated) add("sunset-deleted", `has its sunset date ${shown(before)} no more`);
  } else if (before !== undefined && !(Date.parse(String(after)) >= Date.parse(String(before))))
    add("api-sunset-date-changed-too-small", `will go on ${shown(after)}; it was ${shown(before)}`);
  else add("sunset-added", `will go on ${shown(after)}`);
}
