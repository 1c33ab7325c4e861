import { labelOf, schemaRule, type Comparison } from "../findings.js";
import type { Shapes } from "./compare.js";
import { changeOf, type Change } from "./restrictions.js";
import type { Shape } from "./shape.js";

/** Keywords that only ever forbid: one that came narrows, one that went widens. The rest may do either. */
const forbidding = [
  "not",
  "if",
  "then",
  "else",
  "contains",
  "minContains",
  "maxContains",
  "propertyNames",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
  "unevaluatedItems",
  "unevaluatedProperties",
];

/** Keywords that have no part in the shape: what they forbid is compared where that can be proven, else any change may break. */
export function compareOpaque(run: Comparison, shapes: Shapes): void {
  const { pair, place, base, revision } = shapes;
  const add = (change: string, what: string) =>
    run.add(schemaRule(place, change), place.direction, pair, `${labelOf(run, pair)} ${what}.`);
  for (const keyword of new Set([...base.opaque.keys(), ...revision.opaque.keys()])) {
    // A branch that no condition leads to says nothing.
    if (["then", "else"].includes(keyword) && !base.opaque.has("if") && !revision.opaque.has("if")) continue;
    const change = plainChange(base, revision, keyword) ?? changeOf(run, shapes, keyword);
    if (change === "same") continue;
    if (change === "narrower")
      add("restriction-added", `has ${base.opaque.has(keyword) ? "a narrower" : "a"} ${keyword} now`);
    else if (change === "wider")
      add(
        "restriction-removed",
        revision.opaque.has(keyword) ? `has a wider ${keyword} now` : `has no ${keyword} any more`,
      );
    else
      add("inclusion-unproven", `changed its ${keyword}: whether the new includes the old cannot be proven`);
  }
}

/** What shows without looking into the values. */
function plainChange(base: Shape, revision: Shape, keyword: string): Change | undefined {
  const [before, after] = [base, revision].map(({ opaque }) =>
    (opaque.get(keyword) ?? []).map(({ text }) => text),
  ) as [string[], string[]];
  if (before.join() === after.join()) return "same";
  // A closed object has its patterns for exceptions: each of them permits.
  const closed =
    keyword === "patternProperties" && [base, revision].some(({ additional }) => additional !== undefined);
  // A condition and its branches come and go together.
  const conditional = ["if", "then", "else"].includes(keyword);
  const whole = !conditional || !(base.opaque.has("if") && revision.opaque.has("if"));
  if (!forbidding.includes(keyword) || closed || !whole || hasUnevaluated(base) || hasUnevaluated(revision))
    return undefined;
  if (before.every((one) => after.includes(one))) return "narrower";
  return after.every((one) => before.includes(one)) ? "wider" : undefined;
}

/** What they allow depends on everything beside them. */
export function hasUnevaluated({ opaque }: Shape): boolean {
  return opaque.has("unevaluatedItems") || opaque.has("unevaluatedProperties");
}
