import { arrayOf, isObject } from "../../load/json.js";
import type { Comparison } from "../findings.js";
import { below, type Ref } from "../place.js";
import { isCompatible, type Shapes } from "./compare.js";
import { hasUnevaluated } from "./opaque.js";

/** What became of the values that a keyword lets through; `undefined` where that cannot be told. */
export type Change = "same" | "narrower" | "wider" | undefined;

/** How many items must fit `contains`: more is narrower, or less. */
const counts: Readonly<Record<string, "up" | "down">> = { minContains: "up", maxContains: "down" };

/** Looks into the one value that a keyword has on either side. */
export function changeOf(run: Comparison, shapes: Shapes, keyword: string): Change {
  const { base, revision } = shapes;
  const [before, ...othersBefore] = base.opaque.get(keyword) ?? [];
  const [after, ...othersAfter] = revision.opaque.get(keyword) ?? [];
  if (before === undefined || after === undefined || othersBefore.length + othersAfter.length > 0)
    return undefined;
  if (hasUnevaluated(base) || hasUnevaluated(revision)) return undefined;
  const pair = { base: before.ref, revision: after.ref };
  switch (keyword) {
    case "then":
    case "else":
      return sameText(shapes, "if") ? schemaChange(run, shapes, pair) : undefined;
    case "propertyNames":
      return schemaChange(run, shapes, pair);
    case "contains":
      return base.opaque.has("maxContains") || revision.opaque.has("maxContains")
        ? undefined
        : schemaChange(run, shapes, pair);
    case "not":
      return opposite(isPlain(run, pair) ? schemaChange(run, shapes, pair) : undefined);
    case "patternProperties":
    case "dependentSchemas":
      return membersChange(pair, (one) => schemaChange(run, shapes, one));
    case "dependentRequired":
      return membersChange(pair, namesChange);
    default:
      return countChange(keyword, pair);
  }
}

type Sides = { readonly base: Ref; readonly revision: Ref };

function schemaChange(run: Comparison, { place }: Shapes, { base, revision }: Sides): Change {
  const inner = { ...place, where: "property" } as const;
  const wider = isCompatible(run, [base], [revision], { ...inner, reads: "request" });
  const narrower = isCompatible(run, [base], [revision], { ...inner, reads: "response" });
  return wider && narrower ? "same" : wider ? "wider" : narrower ? "narrower" : undefined;
}

/** Rules on members are lenient to readers: turned round, they would prove too much. */
function isPlain(run: Comparison, { base, revision }: Sides): boolean {
  const shapes = [run.readers.base.shape([base]), run.readers.revision.shape([revision])];
  return shapes.every(({ types }) => !types.has("object") && !types.has("array"));
}

function opposite(change: Change): Change {
  return change === "narrower" ? "wider" : change === "wider" ? "narrower" : change;
}

/** Member by member, where both sides have the same ones and all went the same way. */
function membersChange({ base, revision }: Sides, compare: (pair: Sides) => Change): Change {
  if (!isObject(base.value) || !isObject(revision.value)) return undefined;
  const names = Object.keys(base.value);
  const others = Object.keys(revision.value);
  if (names.length !== others.length || !names.every((name) => others.includes(name))) return undefined;
  const changes = names
    .map((name) => compare({ base: below(base, name), revision: below(revision, name) }))
    .filter((change) => change !== "same");
  const [first] = changes;
  if (changes.length === 0) return "same";
  return changes.every((change) => change === first) ? first : undefined;
}

function namesChange({ base, revision }: Sides): Change {
  const [before, after] = [arrayOf(base.value), arrayOf(revision.value)];
  const narrower = before.every((name) => after.includes(name));
  const wider = after.every((name) => before.includes(name));
  return narrower && wider ? "same" : narrower ? "narrower" : wider ? "wider" : undefined;
}

function countChange(keyword: string, { base, revision }: Sides): Change {
  const direction = counts[keyword];
  if (direction === undefined || typeof base.value !== "number" || typeof revision.value !== "number")
    return undefined;
  return revision.value > base.value === (direction === "up") ? "narrower" : "wider";
}

function sameText({ base, revision }: Shapes, keyword: string): boolean {
  const [before, after] = [base, revision].map(({ opaque }) =>
    (opaque.get(keyword) ?? []).map(({ text }) => text).join(),
  );
  return before === after;
}
