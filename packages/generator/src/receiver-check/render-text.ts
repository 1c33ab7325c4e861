import { countsOf, type CheckResult, type Report, type Verdict } from "./report.js";

const marks: Readonly<Record<Verdict, string>> = { passed: "✓", failed: "✗", warning: "!", "not-run": "-" };

/** The report for a terminal: a line for each check, then each finding in full, then what could not be seen, then the counts. */
export function renderText(report: Report): string {
  const { url, spec, signatures, checks } = report;
  const findings = checks.filter(({ came }) => came.length > 0);
  return [
    `Receiver ${url}`,
    `Deliveries after ${spec}, signed as ${signatures.join(" and ")}`,
    "",
    ...linesOf(checks),
    ...findings.flatMap(finding),
    "",
    ...blindness(report),
    summaryOf(report),
    "",
  ].join("\n");
}

/** `31 checks: 28 passed, 2 failed, 1 warning`, and those not run where there are any. */
export function summaryOf(report: Report): string {
  const { total, passed, failed, warnings, notRun } = countsOf(report);
  const rest = notRun === 0 ? "" : `, ${notRun} not run`;
  return `${total} ${plural("check", total)}: ${passed} passed, ${failed} failed, ${warnings} ${plural("warning", warnings)}${rest}`;
}

/** A line for each check; what one reason kept from running shares one, where the first of them stands. */
function linesOf(checks: readonly CheckResult[]): string[] {
  return checks.flatMap((check, at) => {
    if (check.reason === undefined) return [line(check)];
    const sharing = checks.filter(({ reason }) => reason === check.reason).length;
    if (sharing === 1) return [line(check)];
    const isFirst = checks.findIndex(({ reason }) => reason === check.reason) === at;
    return isFirst ? [`${marks["not-run"]} ${sharing} checks not run: ${check.reason}`] : [];
  });
}

function line({ id, title, verdict, reason }: CheckResult): string {
  return `${marks[verdict]} ${id.padEnd(20)}  ${title}${reason === undefined ? "" : ` (not run: ${reason})`}`;
}

function finding({ id, title, verdict, sent, came, accepted, why }: CheckResult): string[] {
  const [first, ...more] = came;
  return [
    "",
    `${marks[verdict]} ${id}: ${title}`,
    `    sent   ${sent}`,
    `    came   ${first}`,
    ...more.map((one) => `           ${one}`),
    `    right  ${accepted}`,
    `    why    ${why}`,
  ];
}

/** What a green line does not mean. */
function blindness({ observed, checks }: Report): string[] {
  const blind = checks.filter(({ unseen }) => unseen !== undefined);
  if (blind.length === 0)
    return observed ? ["The handler was observed: the checks saw its runs as well as the answers.", ""] : [];
  return [
    `Judged by the answers alone: ${blind.length} of ${checks.length} checks could not see what the handler did, such as whether it`,
    observed
      ? "ran at all, or twice, because the URL of --observe stopped answering."
      : "ran at all, or twice. Let the receiver tell it (GET a number, or a list of nonces) and give that URL by --observe.",
    "",
  ];
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}
