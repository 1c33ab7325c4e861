import type { SpecDocument } from "../load/document.js";
import type { Direction } from "./change.js";
import { inWords } from "./in-words.js";
import { canonical, type Pair, type Place } from "./place.js";
import { ruleOf } from "./rules/index.js";
import { ShapeReader } from "./schema/read-shape.js";

/** A change as the comparison finds it; what it means for TypeScript is added later. */
export interface Finding {
  readonly id: string;
  readonly direction: Direction;
  /** Where it stands in either document; `undefined` on the side that lacks it. */
  readonly base: string | undefined;
  readonly revision: string | undefined;
  readonly message: string;
}

/** Most trials of one comparison: beyond, nothing more is proven, and what is not proven counts as breaking. */
const maxTrials = 50_000;

/** What all trials of one comparison share. */
interface Shared {
  readonly readers: { readonly base: ShapeReader; readonly revision: ShapeReader };
  readonly proven: Map<string, boolean>;
  /** Questions being answered: one that leads back to itself holds if nothing else speaks against it. */
  readonly open: Set<string>;
  trials: number;
}

/** Two documents being compared, and what was found so far. */
export class Comparison {
  readonly base: SpecDocument;
  readonly revision: SpecDocument;
  /** Pairs of schemas that were compared already: shared ones are told once, and recursion ends. */
  readonly visited = new Set<string>();
  readonly #found = new Map<string, Finding>();
  readonly #shared: Shared;

  constructor(base: SpecDocument, revision: SpecDocument, shared?: Shared) {
    this.base = base;
    this.revision = revision;
    this.#shared = shared ?? {
      readers: { base: new ShapeReader(base), revision: new ShapeReader(revision) },
      proven: new Map(),
      open: new Set(),
      trials: 0,
    };
  }

  get readers(): Shared["readers"] {
    return this.#shared.readers;
  }

  get found(): readonly Finding[] {
    return [...this.#found.values()];
  }

  /** Notes a change. */
  add(id: string, direction: Direction, pair: Pair, message: string): void {
    const base = pair.base.value === undefined ? undefined : pair.base.pointer;
    const revision = pair.revision.value === undefined ? undefined : pair.revision.pointer;
    const key = `${id} ${direction} ${base} ${revision} ${message}`;
    this.#found.set(key, { id, direction, base, revision, message });
  }

  /** True where a comparison finds nothing that could harm. Its findings are dropped; its answer is kept under the key. */
  prove(key: string, compare: (trial: Comparison) => void): boolean {
    const { proven, open } = this.#shared;
    const known = proven.get(key);
    if (known !== undefined) return known;
    if (open.has(key)) return true;
    this.#shared.trials += 1;
    if (this.#shared.trials > maxTrials) return false;
    open.add(key);
    const trial = new Comparison(this.base, this.revision, this.#shared);
    compare(trial);
    open.delete(key);
    const holds = trial.found.every(({ id }) => ruleOf(id).wire === "info");
    // While other questions are open the answer may rest on theirs.
    if (open.size === 0 || !holds) proven.set(key, holds);
    return holds;
  }
}

/** The id of a schema's rule at a place: `request-property-max-decreased`. What cannot be proven is called so everywhere. */
export function schemaRule({ reads, where }: Place, change: string): string {
  if (change === "inclusion-unproven") return change;
  return `${where === "parameter" && reads === "response" ? "webhook-parameter" : `${reads}-${where}`}-${change}`;
}

/** Where a pair stands, in words; of what was removed, where it stood. */
export function labelOf(run: Comparison, { base, revision }: Pair): string {
  const words =
    revision.value === undefined
      ? inWords(run.base.root, base.pointer)
      : inWords(run.revision.root, revision.pointer);
  return `\`${words}\``;
}

/** A value in a sentence, cut where it is long. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : canonical(value as never);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``;
}
