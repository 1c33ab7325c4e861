import type { SpecDocument } from "../load/document.js";
import {
  sourceOf,
  wireOf,
  worstSource,
  worstWire,
  wires,
  type Change,
  type Source,
  type SpecDiff,
  type Wire,
} from "./change.js";
import { compareDocuments } from "./compare-documents.js";
import type { Finding } from "./findings.js";
import { withPlainRefs } from "./plain-refs.js";
import { ruleOf } from "./rules/index.js";
import { attribute, type SourceVerdict } from "./source/attribute.js";
import { compareDeclarations, type Difference } from "./source/differences.js";

/** How two specs are compared. */
export interface DiffOptions {
  /** Levels of a team's own, by the id of the rule: docs/rules.md. */
  readonly levels?: Readonly<Record<string, Wire>>;
}

/**
 * Everything that differs between two specs, and what it means for who speaks HTTP and for who compiles against the emitted
 * packages. Pure: reads and writes nothing.
 */
export function diffSpecs(
  before: SpecDocument,
  after: SpecDocument,
  { levels = {} }: DiffOptions = {},
): SpecDiff {
  const [base, revision] = [withPlainRefs(before), withPlainRefs(after)];
  const findings = compareDocuments(base, revision);
  const differences = compareDeclarations(base, revision)?.differences;
  const { verdicts, unexplained } =
    differences === undefined
      ? { verdicts: new Map(findings.map((finding) => [finding, derived(finding)])), unexplained: [] }
      : attribute(findings, differences);
  const place = (at: Pick<Finding, "base" | "revision">) => ({
    pointer: at.revision ?? at.base ?? "",
    location: {
      ...(at.base === undefined ? {} : { base: base.locate(at.base) }),
      ...(at.revision === undefined ? {} : { revision: revision.locate(at.revision) }),
    },
  });
  const changes = [
    ...findings.map((finding): Change => {
      const { source, packages } = verdicts.get(finding) ?? derived(finding);
      const { id, direction, message } = finding;
      return { ...graded(id, source, levels), direction, ...place(finding), message, packages };
    }),
    ...grouped(unexplained).map(({ names, one }): Change => {
      const packages = {
        types: one.package === "types" ? one.verdict : "none",
        client: one.package === "mock-server" ? "none" : one.verdict,
        "mock-server": one.verdict,
      } as const;
      const at = { base: one.base[0], revision: one.revision[0] };
      const message = `The ${one.package} package ${inWords[one.kind]} ${names.map((name) => `\`${name}\``).join(", ")}.`;
      return {
        ...graded(`export-${one.kind}`, one.verdict, levels),
        direction: one.use,
        ...place(at),
        message,
        packages,
      };
    }),
  ];
  return { bump: worstSource(changes.map(bumpOf)), changes: changes.sort(byGravity) };
}

const inWords = {
  added: "exports also",
  removed: "no longer exports",
  changed: "declares differently",
} as const;

function graded(
  id: string,
  source: Source,
  levels: Readonly<Record<string, Wire>>,
): Pick<Change, "id" | "level" | "wire" | "source"> {
  const { wire } = ruleOf(id);
  return { id, level: levels[id] ?? worstWire([wire, wireOf(source)]), wire, source };
}

/** Without declarations to compare, what the rule says. */
function derived({ id }: Finding): SourceVerdict {
  const { source } = ruleOf(id);
  return { source, packages: { types: source, client: source, "mock-server": source } };
}

/** A level that a team has lowered asks for no more than it says. */
function bumpOf({ level, source }: Change): Source {
  return worstSource([
    level === "info" ? "none" : sourceOf(level),
    source === "major" && level !== "breaking" ? "minor" : source,
  ]);
}

/** The exports of one schema come and go together. */
function grouped(differences: readonly Difference[]): { names: readonly string[]; one: Difference }[] {
  const groups = new Map<string, Difference[]>();
  for (const one of differences) {
    const key = [one.kind, one.package, one.verdict, one.base[0], one.revision[0]].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) =>
    group[0] === undefined ? [] : [{ names: group.map(({ name }) => name), one: group[0] }],
  );
}

/** The gravest first; else in the order of the spec. */
function byGravity(a: Change, b: Change): number {
  return wires.indexOf(b.level) - wires.indexOf(a.level);
}
