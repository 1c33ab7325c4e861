/** A place in a spec file: 1-based line and column. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

export interface SpecProblem {
  readonly message: string;
  readonly at?: Location | undefined;
}

/** The spec cannot be used as it stands: every reason found, each with its place. The spec's author can act on it. */
export class SpecError extends Error {
  override readonly name = "SpecError";
  readonly problems: readonly SpecProblem[];

  constructor(problems: readonly SpecProblem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}

/** The call is wrong (an option, a path): nothing in the spec needs to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export function formatProblem({ at, message }: SpecProblem): string {
  return at === undefined ? message : `${at.file}:${at.line}:${at.col}  ${message}`;
}
