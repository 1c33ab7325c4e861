import { labelOf, schemaRule, type Comparison } from "../findings.js";
import { canonical, type Place } from "../place.js";
import { compareSchemas, isCompatible, type Shapes } from "./compare.js";
import type { ShapeReader } from "./read-shape.js";
import { areDisjoint } from "./disjoint.js";
import type { Conjunction, Union } from "./shape.js";

/**
 * oneOf and anyOf. True where the two sides are put together so differently that they were judged as a whole, and nothing is left
 * to compare.
 */
export function compareUnions(
  run: Comparison,
  shapes: Shapes,
  schemas: { base: Conjunction; revision: Conjunction },
): boolean {
  const { base, revision } = shapes;
  if (base.unions.length === revision.unions.length) {
    base.unions.forEach((union, index) => compareUnion(run, shapes, union, revision.unions[index] as Union));
    return false;
  }
  judgeWhole(run, shapes, schemas);
  return true;
}

function judgeWhole(
  run: Comparison,
  { pair, place }: Shapes,
  { base, revision }: { base: Conjunction; revision: Conjunction },
): void {
  const safe = fits(run, base, revision, place);
  if (safe && fits(run, base, revision, opposite(place))) return;
  const change = !safe
    ? "inclusion-unproven"
    : place.reads === "request"
      ? "type-generalized"
      : "type-specialized";
  const what = safe
    ? `is put together differently and takes ${place.reads === "request" ? "more" : "less"}`
    : `is put together differently: whether ${place.reads === "request" ? "the new includes the old" : "the old includes the new"} cannot be proven`;
  run.add(schemaRule(place, change), place.direction, pair, `${labelOf(run, pair)} ${what}.`);
}

/** Each alternative of the inner side must fit one of the outer, and only one where that is a oneOf. */
function fits(run: Comparison, base: Conjunction, revision: Conjunction, place: Place): boolean {
  const request = place.reads === "request";
  const [inner, outer] = request ? (["base", "revision"] as const) : (["revision", "base"] as const);
  const schemas = { base, revision };
  const outers = alternatives(run.readers[outer], schemas[outer]);
  const exclusive = run.readers[outer].shape(schemas[outer]).unions.some(({ kind }) => kind === "oneOf");
  return singleTypes(run.readers[inner], schemas[inner]).every((one) => {
    const taking = outers.filter((other) =>
      request ? isCompatible(run, one, other, place) : isCompatible(run, other, one, place),
    );
    if (taking.length === 0) return false;
    const others = outers.filter((other) => other !== taking[0]);
    return (
      !exclusive ||
      others.every((other) =>
        areDisjoint(
          { reader: run.readers[inner], schema: one },
          { reader: run.readers[outer], schema: other },
        ),
      )
    );
  });
}

function alternatives(reader: ShapeReader, schema: Conjunction): readonly Conjunction[] {
  const [union] = reader.shape(schema).unions;
  if (union === undefined) return [schema];
  return union.branches.flatMap((branch) => alternatives(reader, reader.withBranch(schema, union, branch)));
}

/** Alternatives, those of several types one for each type. */
function singleTypes(reader: ShapeReader, schema: Conjunction): readonly Conjunction[] {
  return alternatives(reader, schema).flatMap((one) => {
    const { types, values } = reader.shape(one);
    const declared = [...types].filter((type) => type !== "fraction" || !types.has("integer"));
    if (values !== undefined || declared.length < 2) return [one];
    return declared.map((type) => {
      const name =
        type === "integer" && types.has("fraction") ? "number" : type === "fraction" ? "number" : type;
      return [...one, { value: { type: name }, pointer: `only-${name}` }];
    });
  });
}

function compareUnion(run: Comparison, { pair, place }: Shapes, base: Union, revision: Union): void {
  const id = { oneOf: "one-of", anyOf: "any-of" } as const;
  const add = (change: string, what: string, of = pair) =>
    run.add(schemaRule(place, change), place.direction, of, `${labelOf(run, pair)} ${what}.`);
  const { matched, lost, gained } = match(run, base.branches, revision.branches, place);
  for (const [before, after] of matched) compareSchemas(run, before, after, place);

  const request = place.reads === "request";
  for (const branch of lost) {
    const covered = request && revision.branches.some((other) => isCompatible(run, branch, other, place));
    add(covered ? "type-generalized" : `${id[base.kind]}-removed`, `is no longer ${nameOf(branch)}`);
  }
  for (const branch of gained) {
    const covered = !request && base.branches.some((other) => isCompatible(run, other, branch, place));
    // What fits an old branch and the new one fits oneOf no more.
    const clashes =
      request &&
      revision.kind === "oneOf" &&
      base.branches.some((other) => isCompatible(run, other, branch, place));
    add(
      clashes ? "inclusion-unproven" : covered ? "type-specialized" : `${id[revision.kind]}-added`,
      `may be ${nameOf(branch)} now${clashes ? ", which also takes what another branch takes" : ""}`,
    );
  }
  if (request ? revision.kind === "oneOf" : base.kind === "oneOf") {
    const overlapping = matched.some((one) => mayOverlap(run, one, request ? revision : base, place));
    if (overlapping)
      add(
        "inclusion-unproven",
        "has a branch that takes more than its counterpart: another branch may take the same, and oneOf then takes neither",
      );
  }
  if (base.kind !== revision.kind && !pairwiseDisjoint(run.readers.revision, revision.branches)) {
    if (revision.kind === "oneOf")
      add("any-of-became-one-of", "must fit one of its branches only, where it could fit several");
    else add("one-of-became-any-of", "may fit several of its branches now, where it had to fit one only");
  }
}

/** A branch that grew may take what another one takes: in a request the new one, in a response the old one, seen from the new. */
function mayOverlap(
  run: Comparison,
  [before, after]: [Conjunction, Conjunction],
  outer: Union,
  place: Place,
): boolean {
  if (isCompatible(run, before, after, opposite(place))) return false;
  const [grown, reader] =
    place.reads === "request" ? [after, run.readers.revision] : [before, run.readers.base];
  const others = outer.branches.filter((branch) => branch !== grown);
  return others.some((other) => !areDisjoint({ reader, schema: grown }, { reader, schema: other }));
}

function opposite(place: Place): Place {
  return { ...place, reads: place.reads === "request" ? "response" : "request" };
}

function match(
  run: Comparison,
  base: readonly Conjunction[],
  revision: readonly Conjunction[],
  place: Place,
) {
  const matched: [Conjunction, Conjunction][] = [];
  let lost = [...base];
  let gained = [...revision];
  const take = (same: (before: Conjunction, after: Conjunction) => boolean) => {
    for (const before of lost) {
      const after = gained.find((one) => same(before, one));
      if (after === undefined) continue;
      matched.push([before, after]);
      lost = lost.filter((one) => one !== before);
      gained = gained.filter((one) => one !== after);
    }
  };
  take((before, after) => canonical(before[0]?.value) === canonical(after[0]?.value));
  take(
    (before, after) =>
      isCompatible(run, before, after, place) && isCompatible(run, before, after, opposite(place)),
  );
  const title = (reader: ShapeReader, branch: Conjunction) => reader.shape(branch).notes["title"];
  take((before, after) => {
    const name = title(run.readers.base, before);
    return name !== undefined && name === title(run.readers.revision, after);
  });
  // One that is left on either side is the same one, changed.
  if (lost.length === 1 && gained.length === 1) take(() => true);
  return { matched, lost, gained };
}

function nameOf(branch: Conjunction): string {
  const [ref] = branch;
  const target = (ref?.value as { $ref?: unknown } | undefined)?.$ref;
  if (typeof target === "string") return `\`${target.slice(target.lastIndexOf("/") + 1)}\``;
  return `\`${canonical(ref?.value).slice(0, 60)}\``;
}

function pairwiseDisjoint(reader: ShapeReader, branches: readonly Conjunction[]): boolean {
  return branches.every((one, index) =>
    branches
      .slice(index + 1)
      .every((other) => areDisjoint({ reader, schema: one }, { reader, schema: other })),
  );
}
