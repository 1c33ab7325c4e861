/** The outcome of a whole run, as plain data: what the renderers write. */
export interface Report {
  readonly url: string;
  readonly spec: string;
  /** Names of the signature fields sent, strongest first. */
  readonly signatures: readonly string[];
  /** Whether the receiver's handler could be observed, or its answers only. */
  readonly observed: boolean;
  readonly checks: readonly CheckResult[];
  readonly ms: number;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** What was sent, what is right, and why it matters: the same for every receiver. */
  readonly sent: string;
  readonly accepted: string;
  readonly why: string;
  /** What the receiver did instead, one line each. Empty when it passed. */
  readonly came: readonly string[];
  /** What this check could not see; absent where the answers tell all, or the handler was observed. */
  readonly unseen?: string;
  /** Why it did not run. */
  readonly reason?: string;
  readonly ms: number;
}

export type Severity = "error" | "warning";
export type Verdict = "passed" | "failed" | "warning" | "not-run";

interface Counts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly warnings: number;
  readonly notRun: number;
}

export function countsOf({ checks }: Pick<Report, "checks">): Counts {
  const count = (wanted: Verdict) => checks.filter(({ verdict }) => verdict === wanted).length;
  return {
    total: checks.length,
    passed: count("passed"),
    failed: count("failed"),
    warnings: count("warning"),
    notRun: count("not-run"),
  };
}
