import { labelOf, schemaRule, shown, type Comparison } from "../findings.js";
import type { Place } from "../place.js";
import { compareSchemas, type Shapes } from "./compare.js";
import { boundNames, type Bound, type BoundName, type Conjunction, type JsonType } from "./shape.js";

/** Only what both sides accept is worth comparing: a type that came or went is a change of its own. */
function shares({ base, revision }: Shapes, ...types: readonly JsonType[]): boolean {
  // Of listed values those are left that fit.
  const listed = base.values !== undefined && revision.values !== undefined;
  return types.some(
    (type) =>
      !(listed && type !== "array" && type !== "object") && base.types.has(type) && revision.types.has(type),
  );
}

function adder(run: Comparison, { pair, place }: Shapes): (change: string, what: string) => void {
  return (change, what) =>
    run.add(schemaRule(place, change), place.direction, pair, `${labelOf(run, pair)} ${what}.`);
}

/** `minimum` to `maxProperties`. */
export function compareBounds(run: Comparison, shapes: Shapes): void {
  const add = adder(run, shapes);
  for (const name of Object.keys(boundNames) as BoundName[]) {
    const { id, type, lower } = boundNames[name];
    if (!shares(shapes, ...(type === "fraction" ? (["integer", "fraction"] as const) : [type]))) continue;
    const before = shapes.base.bounds[name];
    const after = shapes.revision.bounds[name];
    if (before === undefined && after === undefined) continue;
    if (before === undefined) add(`${id}-set`, `has a ${name} now, ${boundText(after)}`);
    else if (after === undefined) add(`${id}-unset`, `has no ${name} any more; it was ${boundText(before)}`);
    else if (before.value !== after.value || before.exclusive !== after.exclusive) {
      const up = after.value > before.value || (after.value === before.value && after.exclusive === lower);
      add(
        `${id}-${up ? "increased" : "decreased"}`,
        `changed its ${name} from ${boundText(before)} to ${boundText(after)}`,
      );
    }
  }
}

function boundText(bound: Bound | undefined): string {
  return bound === undefined ? "none" : `${bound.value}${bound.exclusive ? " (exclusive)" : ""}`;
}

/** `multipleOf`. */
export function compareNumbers(run: Comparison, shapes: Shapes): void {
  if (!shares(shapes, "integer", "fraction")) return;
  const add = adder(run, shapes);
  const before = shapes.base.multipleOf;
  const after = shapes.revision.multipleOf;
  // A multiple of 10 is one of 5.
  const implied = (by: readonly number[], wanted: readonly number[]) =>
    wanted.every((factor) => by.some((one) => Number.isInteger(one / factor)));
  const narrower = implied(after, before);
  const wider = implied(before, after);
  if (narrower && wider) return;
  const how = `from ${before.join(" and ") || "none"} to ${after.join(" and ") || "none"}`;
  if (narrower) add("multiple-of-set", `must be a multiple of more, ${how}`);
  else if (wider) add("multiple-of-unset", `must be a multiple of less, ${how}`);
  else add("inclusion-unproven", `changed its multipleOf ${how}: neither includes the other`);
}

/** Formats that include another. */
const formatIncludes: Readonly<Record<string, readonly string[]>> = {
  int64: ["int32"],
  double: ["float"],
  "idn-email": ["email"],
  "idn-hostname": ["hostname"],
  "uri-reference": ["uri"],
  iri: ["uri"],
  "iri-reference": ["uri", "uri-reference", "iri"],
};

/** `pattern` and `format`. */
export function compareStrings(run: Comparison, shapes: Shapes): void {
  if (!shares(shapes, "string", "integer", "fraction")) return;
  const add = adder(run, shapes);
  const { base, revision } = shapes;
  const lost = [...base.patterns].filter((one) => !revision.patterns.has(one));
  const gained = [...revision.patterns].filter((one) => !base.patterns.has(one));
  if (shares(shapes, "string") && lost.length + gained.length > 0) {
    const how = `${shown(lost.join(" and "))} to ${shown(gained.join(" and "))}`;
    if (lost.length === 0) add("pattern-added", `must match ${shown(gained.join(" and "))} now`);
    else if (gained.length === 0)
      add("pattern-removed", `need not match ${shown(lost.join(" and "))} any more`);
    else add("inclusion-unproven", `changed its pattern from ${how}: which texts fit both cannot be told`);
  }
  const [before = "", after = ""] = [base.formats, revision.formats].map((formats) =>
    [...formats].sort().join(" and "),
  );
  if (before === after) return;
  if (before === "") add("format-added", `has the format ${shown(after)} now`);
  else if (after === "") add("format-removed", `has the format ${shown(before)} no more`);
  else if (formatIncludes[after]?.includes(before) === true)
    add("format-generalized", `widened its format from ${shown(before)} to ${shown(after)}`);
  else if (formatIncludes[before]?.includes(after) === true)
    add("format-specialized", `narrowed its format from ${shown(before)} to ${shown(after)}`);
  else add("format-changed", `changed its format from ${shown(before)} to ${shown(after)}`);
}

/** `items`, `prefixItems` and `uniqueItems`. */
export function compareArrays(run: Comparison, shapes: Shapes): void {
  if (!shares(shapes, "array")) return;
  const { base, revision, pair, place } = shapes;
  const add = adder(run, shapes);
  if (base.uniqueItems !== revision.uniqueItems)
    add(
      `unique-items-${revision.uniqueItems ? "set" : "unset"}`,
      revision.uniqueItems ? "must hold no item twice now" : "may hold an item twice now",
    );
  const inner: Place = { ...place, where: "property" };
  const rest = {
    base: base.items ?? anyItem(pair.base.pointer),
    revision: revision.items ?? anyItem(pair.revision.pointer),
  };
  const longest = Math.max(base.prefix.length, revision.prefix.length);
  for (let index = 0; index < longest; index += 1)
    compareSchemas(run, base.prefix[index] ?? rest.base, revision.prefix[index] ?? rest.revision, inner);
  if (base.items !== undefined || revision.items !== undefined)
    compareSchemas(run, rest.base, rest.revision, inner);
}

function anyItem(pointer: string): Conjunction {
  return [{ value: true, pointer: `${pointer}/items` }];
}
