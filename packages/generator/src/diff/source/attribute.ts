import { sourceOf, wires, worstSource, type Change, type Source, type Wire } from "../change.js";
import type { Finding } from "../findings.js";
import { ruleOf } from "../rules/index.js";
import type { Difference } from "./differences.js";

/** What the declarations say of a finding: in all, and in each of the packages that declare types. */
export interface SourceVerdict {
  readonly source: Source;
  readonly packages: Change["packages"];
}

/** A finding with its verdict, and the differences that no finding explains. */
export interface Attribution {
  readonly verdicts: ReadonlyMap<Finding, SourceVerdict>;
  readonly unexplained: readonly Difference[];
}

/** A change, and where it stands. */
type Placed = Pick<Finding, "id" | "base" | "revision">;

/** Finds, for each difference of the declarations, the change of the spec that it comes from. */
export function attribute(findings: readonly Finding[], differences: readonly Difference[]): Attribution {
  const caused = new Map<Finding, Difference[]>();
  const unexplained: Difference[] = [];
  for (const difference of differences) {
    const causes = causesOf(findings, difference);
    if (causes.length === 0) unexplained.push(difference);
    for (const finding of causes) caused.set(finding, [...(caused.get(finding) ?? []), difference]);
  }
  const verdicts = new Map(
    findings.map((finding) => [finding, verdictOf(finding, caused.get(finding) ?? [])]),
  );
  return { verdicts, unexplained };
}

/** What stands at the place of the difference or around it; else what stands within. Of several, those that explain it best. */
export function causesOf<Found extends Placed>(
  findings: readonly Found[],
  difference: Difference,
): readonly Found[] {
  const near = findings.filter((finding) => relates(finding, difference, (place, of) => isWithin(of, place)));
  const structural = near.filter(({ id }) => isStructural(id));
  const candidates =
    structural.length > 0
      ? structural
      : findings.filter((finding) => isStructural(finding.id) && relates(finding, difference, isWithin));
  const worst = worstSource(candidates.map(({ id }) => ruleOf(id).source));
  return candidates.filter(({ id }) => ruleOf(id).source === worst);
}

function isStructural(id: string): boolean {
  const { source } = ruleOf(id);
  return source === "major" || source === "minor";
}

function relates(
  finding: Placed,
  difference: Difference,
  test: (place: string, of: string) => boolean,
): boolean {
  return (["base", "revision"] as const).some((side) => {
    const place = finding[side];
    return place !== undefined && difference[side].some((of) => test(plain(place), of));
  });
}

/** Members that are merged from `allOf` are declared as the schema's own. */
function plain(pointer: string): string {
  return pointer.replace(/\/allOf\/\d+/g, "");
}

function isWithin(place: string, of: string): boolean {
  return place === of || place.startsWith(`${of}/`);
}

function verdictOf({ id }: Finding, differences: readonly Difference[]): SourceVerdict {
  const { wire, source: usual } = ruleOf(id);
  const among = (kind: Difference["package"]) =>
    differences.filter((one) => one.package === kind).map(({ verdict }) => verdict);
  // What shows in no declaration may still change a check, a comment or what the mock does; a warning is one wherever it stands.
  const least: Source = wire === "warning" ? usual : usual === "none" ? "none" : "patch";
  const types = worstSource([least, ...among("types")]);
  // The client hands on all types, the mock server is typed by them.
  const client = worstSource([types, ...among("client")]);
  const source = worstSource([client, ...among("mock-server")]);
  return { source, packages: { types, client, "mock-server": worstSource([source, mockOf(wire, least)]) } };
}

/** The mock serves the spec: where callers of the API break, callers of the mock do. */
function mockOf(wire: Wire, least: Source): Source {
  return least === "none" && wires.indexOf(wire) === 0 ? "none" : wire === "info" ? least : sourceOf(wire);
}
