import type { SpecDocument } from "../../load/document.js";
import { withoutEndlessSchemas } from "../../load/endless.js";
import { checkRefs } from "../../load/refs.js";
import { checkStructure } from "../../load/structure.js";
import type { PackageKind } from "../../emit/packages.js";
import { toModel } from "../../model/to-model.js";
import { worstSource, type Source } from "../change.js";
import { oneMemberVerdict, textOf, verdictOf, type Known, type Use } from "./compatible.js";
import { declarationsOf, type Declaration } from "./declarations.js";
import { originsOf, type Origin } from "./places.js";

/** One way in which the emitted declarations differ. */
export interface Difference {
  readonly kind: "added" | "removed" | "changed";
  /** `Webhook`, or `Webhook.event`. */
  readonly name: string;
  readonly package: PackageKind;
  readonly verdict: Source;
  readonly use: Use;
  /** What it comes from, in either document. */
  readonly base: readonly string[];
  readonly revision: readonly string[];
}

/** The declarations of two specs, and how they differ. */
export interface DeclarationDiff {
  readonly before: ReadonlyMap<string, Declaration>;
  readonly after: ReadonlyMap<string, Declaration>;
  readonly differences: readonly Difference[];
}

/**
 * How the declarations of two specs differ, whose packages are called `name`; `undefined` where the packages of one cannot be
 * emitted.
 */
export function compareDeclarations(
  base: SpecDocument,
  revision: SpecDocument,
  name = "api",
): DeclarationDiff | undefined {
  const before = sideOf(base, name);
  const after = before === undefined ? undefined : sideOf(revision, name);
  if (before === undefined || after === undefined) return undefined;
  return {
    before: before.declarations,
    after: after.declarations,
    differences: compare(before, after),
  };
}

interface Side {
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly originOf: (name: string) => Origin;
}

/** A spec that no package can be made of still has a wire. */
function sideOf(document: SpecDocument, name: string): Side | undefined {
  if (checkStructure(document).length > 0 || checkRefs(document).length > 0) return undefined;
  try {
    const model = toModel(withoutEndlessSchemas(document).document, name);
    const declarations = declarationsOf(model);
    return { declarations, originOf: originsOf(document, model, declarations) };
  } catch {
    // Two documents are compared as they are, valid or not: whatever the emitters trip over, they emit nothing.
    return undefined;
  }
}

function compare(before: Side, after: Side): Difference[] {
  const types = ({ declarations }: Side) =>
    new Map([...declarations].map(([name, { type }]) => [name, type]));
  const known = { base: types(before), revision: types(after) };
  const names = new Set([...before.declarations.keys(), ...after.declarations.keys()]);
  return [...names].flatMap((name): Difference[] => {
    const base = before.declarations.get(name);
    const revision = after.declarations.get(name);
    const origins = { base: before.originOf(name), revision: after.originOf(name) };
    const use = origins.base.uses[0] ?? "response";
    if (revision === undefined)
      return [
        {
          kind: "removed",
          name,
          package: base?.package ?? "types",
          verdict: "major",
          use,
          base: origins.base.pointers,
          revision: [],
        },
      ];
    if (base === undefined)
      return [
        {
          kind: "added",
          name,
          package: revision.package,
          verdict: "minor",
          use,
          base: [],
          revision: origins.revision.pointers,
        },
      ];
    return changesOf(base, revision, origins, known);
  });
}

function changesOf(
  base: Declaration,
  revision: Declaration,
  origins: { base: Origin; revision: Origin },
  known: Known,
): Difference[] {
  const { name } = revision;
  const uses = [...new Set([...origins.base.uses, ...origins.revision.uses])];
  const difference = (verdict: Source, member?: string): Difference[] =>
    verdict === "none"
      ? []
      : [
          {
            kind: "changed",
            name: member === undefined ? name : `${name}.${member}`,
            package: revision.package,
            verdict,
            use: uses[0] ?? "response",
            base: pointersOf(origins.base, member),
            revision: pointersOf(origins.revision, member),
          },
        ];
  if (base.values !== undefined && revision.values !== undefined)
    return difference(valuesVerdict(base.values, revision.values));
  const { type: old } = base;
  const { type } = revision;
  if (old.kind !== "object" || type.kind !== "object" || textOf(old) === textOf(type))
    return difference(worstSource(uses.map((use) => verdictOf(old, type, use, known))));
  const members = new Set([...old.members.keys(), ...type.members.keys()]);
  const ofMembers = [...members].flatMap((member) => {
    const before = old.members.get(member);
    const after = type.members.get(member);
    if (
      before !== undefined &&
      after !== undefined &&
      before.optional === after.optional &&
      textOf(before.type) === textOf(after.type)
    )
      return [];
    return difference(
      worstSource(uses.map((use) => oneMemberVerdict(old, type, member, use, known))),
      member,
    );
  });
  const bare = { members: new Map() };
  const ofIndex = uses.map((use) => verdictOf({ ...old, ...bare }, { ...type, ...bare }, use, known));
  return [...ofMembers, ...difference(worstSource(ofIndex))];
}

function pointersOf(origin: Origin, member: string | undefined): readonly string[] {
  return (member === undefined ? undefined : origin.members.get(member)) ?? origin.pointers;
}

/** A list of values that grows breaks nobody; who used one that is lost must look. */
function valuesVerdict(before: readonly string[], after: readonly string[]): Source {
  if (before.some((value) => !after.includes(value))) return "major";
  if (after.some((value) => !before.includes(value))) return "minor";
  return before.join() === after.join() ? "none" : "patch";
}
