import type { SpecDocument } from "../load/document.js";
import { kinds } from "../emit/packages.js";
import { sourceOf, wireOf, wires, worstSource, worstWire, type Change, type Source, type SpecDiff, type Wire } from "./change.js";
import { compareDocuments } from "./compare-documents.js";
import type { Finding } from "./findings.js";
import { ruleOf } from "./rules/index.js";

/** Levels of a team's own, by the id of the rule. */
export type RuleLevels = Readonly<Record<string, Wire>>;

/** How two specs are compared. */
export interface DiffOptions {
  readonly levels?: RuleLevels;
}

/** Everything that differs between two specs, and what it means for who calls the API and for who compiles against its packages. */
export function diffSpecs(base: SpecDocument, revision: SpecDocument, { levels = {} }: DiffOptions = {}): SpecDiff {
  const changes = compareDocuments(base, revision).map((finding): Change => changeOf(base, revision, finding, levels));
  return { bump: worstSource(changes.map(({ level, source }) => worstSource([sourceOf(level), source]))), changes };
}

function changeOf(base: SpecDocument, revision: SpecDocument, finding: Finding, levels: RuleLevels): Change {
  const { wire, source } = ruleOf(finding.id);
  const level = levels[finding.id] ?? worstWire([wire, wireOf(source)]);
  const packages = Object.fromEntries(kinds.map((kind) => [kind, source])) as Record<(typeof kinds)[number], Source>;
  return {
    id: finding.id,
    level,
    wire,
    source,
    direction: finding.direction,
    pointer: finding.revision ?? finding.base ?? "",
    location: {
      ...(finding.base === undefined ? {} : { base: base.locate(finding.base) }),
      ...(finding.revision === undefined ? {} : { revision: revision.locate(finding.revision) }),
    },
    message: finding.message,
    packages,
  };
}
void wires;
