import type { Comparison } from "./findings.js";
import { below, follow, entriesOf, type Pair } from "./place.js";

/** The members of two maps, side by side, references followed; a side that lacks one has no value. */
export function pairsOf(run: Comparison, { base, revision }: Pair): Map<string, Pair> {
  const before = entriesOf(follow(run.base, base));
  const after = entriesOf(follow(run.revision, revision));
  const names = new Set([...before.keys(), ...after.keys()]);
  return new Map(
    [...names].map((name) => [
      name,
      {
        base: follow(run.base, before.get(name) ?? below(base, name)),
        revision: follow(run.revision, after.get(name) ?? below(revision, name)),
      },
    ]),
  );
}
