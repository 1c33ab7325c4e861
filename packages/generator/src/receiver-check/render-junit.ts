import { countsOf, type CheckResult, type Report } from "./report.js";
import { summaryOf } from "./render-text.js";

/**
 * The report as JUnit XML, which CI servers read. JUnit knows no warnings: they are failures of type `warning`, so that a server's
 * verdict and the exit code agree.
 */
export function renderJunit(report: Report): string {
  const { total, failed, warnings, notRun } = countsOf(report);
  const counts = `tests="${total}" failures="${failed + warnings}" errors="0" skipped="${notRun}" time="${seconds(report.ms)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escape(`hookspec check-receiver ${report.url}`)}" ${counts}>`,
    ...report.checks.map(testCase),
    `    <system-out>${escape(summaryOf(report))}</system-out>`,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(check: CheckResult): string {
  const { id, title, verdict, reason, unseen, ms } = check;
  const inside = [
    ...(verdict === "not-run" ? [`<skipped message="${escape(reason ?? "")}"/>`] : []),
    ...(verdict === "failed" || verdict === "warning" ? [failure(check)] : []),
    ...(unseen === undefined ? [] : [`<system-out>${escape(`Not seen: ${unseen}`)}</system-out>`]),
  ];
  const open = `    <testcase classname="receiver" name="${escape(`${id}: ${title}`)}" time="${seconds(ms)}"`;
  return inside.length === 0
    ? `${open}/>`
    : [`${open}>`, ...inside.map((one) => `      ${one}`), "    </testcase>"].join("\n");
}

function failure({ verdict, sent, came, accepted, why }: CheckResult): string {
  const type = verdict === "failed" ? "error" : "warning";
  const text = [
    `sent: ${sent}`,
    ...came.map((one) => `came: ${one}`),
    `right: ${accepted}`,
    `why: ${why}`,
  ].join("\n");
  return `<failure type="${type}" message="${escape(came[0] ?? "")}">${escape(text)}</failure>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

// All that XML 1.0 cannot hold even escaped (section 2.2): control characters, lone surrogates, two non-characters. An answer's
// text may have any of them.
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escape(text: string): string {
  return text.replace(forbidden, "\ufffd").replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
