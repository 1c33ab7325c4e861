/** A place in a spec file: 1-based line and column. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/** One thing that is wrong with a spec, and its place where there is one. */
export interface SpecProblem {
  readonly message: string;
  readonly at?: Location | undefined;
}

/** The spec cannot be used as it stands: every reason found, each with its place. The spec's author can act on it. */
export class SpecError extends Error {
  override readonly name = "SpecError";
  readonly problems: readonly SpecProblem[];
  /** How many more there are than `problems` shows. */
  readonly omitted: number;

  /** @param most how many to show, where one error of the author's may cause any number of problems */
  constructor(problems: readonly SpecProblem[], most = Number.POSITIVE_INFINITY) {
    // A part that is shared by aliases stands in many places of the document, but in one of the file.
    const unique = [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
    const shown = unique.slice(0, most);
    const omitted = unique.length - shown.length;
    const rest =
      omitted === 0 ? [] : [`and ${omitted} more. Correct the first ones: the others may follow from them.`];
    super([...shown.map(formatProblem), ...rest].join("\n"));
    this.problems = shown;
    this.omitted = omitted;
  }
}

/** The call is wrong (an option, a path): nothing in the spec needs to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export function formatProblem({ at, message }: SpecProblem): string {
  return at === undefined ? message : `${at.file}:${at.line}:${at.col}  ${message}`;
}

/** What a failed file operation says, in words. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return reasons[code] ?? code;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a directory",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a file of that name is in the way",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
};
