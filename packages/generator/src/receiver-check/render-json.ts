import { countsOf, type Report } from "./report.js";

/** The report as it is, with its counts: for programs. */
export function renderJson(report: Report): string {
  const { checks, ...run } = report;
  return `${JSON.stringify({ ...run, counts: countsOf(report), checks }, null, 2)}\n`;
}
