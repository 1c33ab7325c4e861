import { labelOf, schemaRule, shown, type Comparison } from "../findings.js";
import type { Shapes } from "./compare.js";

/** `enum` and `const`. An extensible enum is open for who reads it, and closed for who writes it. */
export function compareValues(run: Comparison, { pair, place, base, revision }: Shapes): void {
  const add = (change: string, what: string) =>
    run.add(schemaRule(place, change), place.direction, pair, `${labelOf(run, pair)} ${what}.`);
  if (base.values === undefined || revision.values === undefined) {
    if (base.values !== undefined) add("became-not-enum", "is no longer a list of values");
    else if (revision.values !== undefined)
      add("became-enum", `takes only ${shown([...revision.values.values()])} now`);
    return;
  }
  const open = place.reads === "response" && base.extensible;
  for (const [text, value] of revision.values) {
    if (!base.values.has(text))
      add(open ? "extensible-enum-value-added" : "enum-value-added", `has the new value ${shown(value)}`);
  }
  for (const [text, value] of base.values) {
    if (!revision.values.has(text)) add("enum-value-removed", `has the value ${shown(value)} no more`);
  }
  if (base.extensible !== revision.extensible) {
    if (revision.extensible) add("enum-became-extensible", "may hold values now that the spec does not name");
    else add("enum-became-closed", "holds only the values now that the spec names");
  }
}
