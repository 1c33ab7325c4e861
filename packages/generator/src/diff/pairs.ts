import type { Comparison } from "./findings.js";
import type { SpecDocument } from "../load/document.js";
import { below, follow, entriesOf, type Pair, type Ref } from "./place.js";

/** The members of two maps, side by side, references followed; a side that lacks one has no value. */
export function pairsOf(
  run: Comparison,
  { base, revision }: Pair,
  target: (document: SpecDocument, ref: Ref) => Ref = follow,
): Map<string, Pair> {
  const before = entriesOf(follow(run.base, base));
  const after = entriesOf(follow(run.revision, revision));
  const names = new Set([...before.keys(), ...after.keys()]);
  return new Map(
    [...names].map((name) => [
      name,
      {
        base: target(run.base, before.get(name) ?? below(base, name)),
        revision: target(run.revision, after.get(name) ?? below(revision, name)),
      },
    ]),
  );
}
