import { labelOf, schemaRule, type Comparison } from "../findings.js";
import type { Shapes } from "./compare.js";

/** Keywords that only ever forbid: one that came narrows, one that went widens. The rest may do either. */
const forbidding = [
  "not",
  "contains",
  "propertyNames",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
  "unevaluatedItems",
  "unevaluatedProperties",
];

/** Keywords whose effect no rule can prove: equal, or a change that may break. */
export function compareOpaque(run: Comparison, { pair, place, base, revision }: Shapes): void {
  const add = (change: string, what: string) =>
    run.add(schemaRule(place, change), place.direction, pair, `${labelOf(run, pair)} ${what}.`);
  for (const keyword of new Set([...base.opaque.keys(), ...revision.opaque.keys()])) {
    const before = base.opaque.get(keyword) ?? [];
    const after = revision.opaque.get(keyword) ?? [];
    if (before.join() === after.join()) continue;
    // A closed object has its patterns for exceptions: each of them permits.
    const closed =
      keyword === "patternProperties" && [base, revision].some(({ additional }) => additional !== undefined);
    const plain =
      forbidding.includes(keyword) && !closed && !hasUnevaluated(base) && !hasUnevaluated(revision);
    if (plain && before.every((one) => after.includes(one))) add("restriction-added", `has a ${keyword} now`);
    else if (plain && after.every((one) => before.includes(one)))
      add("restriction-removed", `has no ${keyword} any more`);
    else
      add("inclusion-unproven", `changed its ${keyword}: whether the new includes the old cannot be proven`);
  }
}

/** What they allow depends on everything beside them. */
function hasUnevaluated(shape: { readonly opaque: ReadonlyMap<string, unknown> }): boolean {
  return shape.opaque.has("unevaluatedItems") || shape.opaque.has("unevaluatedProperties");
}
