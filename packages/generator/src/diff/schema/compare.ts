import { isObject } from "../../load/json.js";
import { labelOf, schemaRule, type Comparison } from "../findings.js";
import { follow, type Pair, type Place, type Ref } from "../place.js";
import type { SpecDocument } from "../../load/document.js";
import { compareArrays, compareNumbers, compareStrings, compareBounds } from "./constraints.js";
import { compareNotes } from "./notes.js";
import { compareObjects } from "./objects.js";
import { compareOpaque } from "./opaque.js";
import { keyOf } from "./read-shape.js";
import { typesInWords, type Conjunction, type Shape } from "./shape.js";
import { compareUnions } from "./unions.js";
import { compareValues } from "./values.js";

/** A schema in both documents, read. */
export interface Shapes {
  readonly pair: Pair;
  readonly place: Place;
  readonly base: Shape;
  readonly revision: Shape;
}

/** Compares the schema that stands at a place. One that is missing takes anything. */
export function compareSchemaAt(run: Comparison, pair: Pair, place: Place): void {
  compareSchemas(run, [pair.base], [pair.revision], place);
}

/** Compares two schemas, keyword by keyword, and what they are made of. */
export function compareSchemas(
  run: Comparison,
  base: Conjunction,
  revision: Conjunction,
  place: Place,
): void {
  const sides = {
    base: base.map((ref) => named(run.base, ref)),
    revision: revision.map((ref) => named(run.revision, ref)),
  };
  const key = `${keyOf(sides.base)}|${keyOf(sides.revision)}|${place.reads}|${place.direction}|${place.where}`;
  if (run.visited.has(key)) return;
  run.visited.add(key);
  const shapes: Shapes = {
    place,
    pair: { base: placeOf(sides.base), revision: placeOf(sides.revision) },
    base: run.readers.base.shape(sides.base),
    revision: run.readers.revision.shape(sides.revision),
  };
  compareNotes(run, shapes);
  // A union that one side has and the other has not is judged as a whole: its parts have no counterparts.
  if (compareUnions(run, shapes, sides)) return;
  compareTypes(run, shapes);
  compareValues(run, shapes);
  compareBounds(run, shapes);
  compareNumbers(run, shapes);
  compareStrings(run, shapes);
  compareArrays(run, shapes);
  compareObjects(run, shapes);
  compareOpaque(run, shapes);
}

/** True where the change from one to the other harms nobody, as far as that can be proven. */
export function isCompatible(
  run: Comparison,
  base: Conjunction,
  revision: Conjunction,
  place: Place,
): boolean {
  const key = `${keyOf(base)}|${keyOf(revision)}|${place.reads}`;
  return run.prove(key, (trial) => compareSchemas(trial, base, revision, place));
}

function compareTypes(run: Comparison, { pair, place, base, revision }: Shapes): void {
  const lost = [...base.types].filter((type) => !revision.types.has(type));
  const gained = [...revision.types].filter((type) => !base.types.has(type));
  if (base.nullable !== revision.nullable && base.unions.length > 0 && revision.unions.length > 0) {
    const change = revision.nullable ? "became-nullable" : "became-not-nullable";
    run.add(
      schemaRule(place, change),
      place.direction,
      pair,
      `${labelOf(run, pair)} may be \`null\` ${revision.nullable ? "now" : "no more"}.`,
    );
  }
  // The types of values that come or go are told with the values.
  if (lost.length + gained.length === 0 || (base.values !== undefined && revision.values !== undefined))
    return;
  const onlyNull = [...lost, ...gained].every((type) => type === "null");
  const add = (change: string, what: string) =>
    run.add(schemaRule(place, change), place.direction, pair, `${labelOf(run, pair)} ${what}.`);
  const how = `from ${typesInWords(base.types)} to ${typesInWords(revision.types)}`;
  if (onlyNull) {
    if (lost.length > 0) add("became-not-nullable", "may be `null` no more");
    else add("became-nullable", "may be `null` now");
  } else if (lost.length === 0) {
    if (base.values === undefined) add("type-generalized", `takes more types, ${how}`);
  } else if (gained.length === 0) {
    if (revision.values === undefined) add("type-specialized", `takes fewer types, ${how}`);
  } else add("type-changed", `changed its type ${how}`);
}

/** A schema that is but a reference stands where it points: there it is compared once, whoever refers to it. */
function named(document: SpecDocument, ref: Ref): Ref {
  const { value } = ref;
  if (!isObject(value) || typeof value["$ref"] !== "string" || Object.keys(value).length > 1) return ref;
  return follow(document, ref);
}

function placeOf(schema: Conjunction): Ref {
  return schema[0] ?? { value: true, pointer: "" };
}
