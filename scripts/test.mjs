// `npm test`: everything that must hold before a change lands. The last line sums what the runners themselves reported.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ensureInstalled, root } from "./setup.mjs";
import { tasks } from "./tasks.mjs";

const reports = path.join(root, ".reports");
const report = (name) => path.join(reports, `${name}.json`);
const readReport = (name) =>
  existsSync(report(name)) ? JSON.parse(readFileSync(report(name), "utf8")) : undefined;

/** A check that reports by its exit code alone; `command` puts right what it finds. */
const gate = (name, start, command) => ({
  name,
  start: () => {
    const status = start();
    if (status !== 0 && command !== undefined) console.error(`Run: ${command}`);
    return status;
  },
  read: (status) => ({ passed: status === 0 ? 1 : 0, failed: status === 0 ? [] : [name], skipped: [] }),
});

const stages = [
  gate("spec lint", () => tasks["lint:spec"]([])),
  gate("generated packages are up to date", () => tasks.generate(["--check"]), "npm run generate"),
  gate("changes of the spec are told", () => tasks["release:check"]()),
  gate("build", () => tasks.build()),
  gate("types", () => tasks["check-types"]()),
  gate("lint", () => tasks.lint()),
  gate("unused code", () => tasks.unused()),
  {
    name: "tests",
    start: () =>
      tasks.unit(["--reporter=default", "--reporter=json", `--outputFile.json=${report("vitest")}`]),
    read: (status) => vitestOutcome(status, readReport("vitest")),
  },
  {
    name: "packages",
    start: () => tasks.packages([]),
    read: (status) =>
      outcomeOr(status, "packages", readReport("packages"), (found) => ({ ...found, skipped: [] })),
  },
];

function vitestOutcome(status, found) {
  return outcomeOr(status, "tests", found, ({ testResults }) => {
    const tests = testResults.flatMap((file) => {
      if (file.assertionResults.length === 0 && file.status === "failed")
        return [{ status: "failed", fullName: file.name }];
      return file.assertionResults;
    });
    const named = (state) =>
      tests.filter((test) => state.includes(test.status)).map(({ fullName }) => fullName);
    return {
      passed: named(["passed"]).length,
      failed: named(["failed"]),
      skipped: named(["skipped", "pending", "todo", "disabled"]),
    };
  });
}

/** A runner that failed without naming a failure, or wrote no report, counts as one failure. */
function outcomeOr(status, name, found, read) {
  const outcome = found === undefined ? { passed: 0, failed: [], skipped: [] } : read(found);
  if (status !== 0 && outcome.failed.length === 0)
    outcome.failed.push(`${name} ended with exit code ${status}`);
  if (status === 0 && outcome.passed === 0) outcome.failed.push(`${name} ran nothing`);
  return outcome;
}

ensureInstalled();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const outcomes = stages.map(({ name, start, read }) => {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const outcome = read(start());
  console.log(
    `   ${outcome.failed.length === 0 ? "ok" : "FAILED"} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
  return outcome;
});

const skipped = outcomes.flatMap((outcome) => outcome.skipped);
const failed = outcomes.flatMap((outcome) => outcome.failed);
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
console.log(
  skipped.length === 0
    ? "\nNothing was skipped."
    : `\nSkipped:\n${skipped.map((name) => `  - ${name}`).join("\n")}`,
);
if (failed.length > 0) console.log(`Failed:\n${failed.map((name) => `  ✗ ${name}`).join("\n")}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
