import type { PackageKind } from "../emit/packages.js";
import type { Location } from "../load/problems.js";

/** What a change does to who speaks HTTP. */
export type Wire = "breaking" | "warning" | "info";

/** What a change does to who compiles against the emitted packages. */
export type Source = "major" | "minor" | "patch" | "none";

/** Who sends what has changed: a caller, the API in an answer, or the API unasked. */
export type Direction = "request" | "response" | "webhook" | "callback";

/** One difference between two specs that somebody may notice. */
export interface Change {
  /** Id of the rule that says how grave it is: docs/rules.md. */
  readonly id: string;
  /** The worse of `wire` and `source`, in wire's words, unless the caller's own levels say otherwise. */
  readonly level: Wire;
  readonly wire: Wire;
  readonly source: Source;
  readonly direction: Direction;
  /** JSON Pointer in the revision; in the base for what was removed. */
  readonly pointer: string;
  /** Where it stands in either document; only on one side for what was added or removed. */
  readonly location: { readonly base?: Location; readonly revision?: Location };
  /** One sentence for people. */
  readonly message: string;
  /** What it means for each emitted package. */
  readonly packages: Readonly<Record<PackageKind, Source>>;
}

/** All differences, the gravest first, and the version bump that they ask for together. */
export interface SpecDiff {
  readonly bump: Source;
  readonly changes: readonly Change[];
}

/** From the least to the gravest. */
export const wires = ["info", "warning", "breaking"] as const satisfies readonly Wire[];
const sources = ["none", "patch", "minor", "major"] as const satisfies readonly Source[];

export function worstWire(given: Iterable<Wire>): Wire {
  return wires[Math.max(0, ...[...given].map((one) => wires.indexOf(one)))] ?? "info";
}

export function worstSource(given: Iterable<Source>): Source {
  return sources[Math.max(0, ...[...given].map((one) => sources.indexOf(one)))] ?? "none";
}

/** `source` in wire's words. */
export function wireOf(source: Source): Wire {
  return source === "major" ? "breaking" : "info";
}

/** The bump that a level asks for, whatever the declarations say. */
export function sourceOf(wire: Wire): Source {
  return wire === "breaking" ? "major" : wire === "warning" ? "minor" : "patch";
}
