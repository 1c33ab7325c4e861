import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folders.js";
import { inRoot, readManifest, root } from "./support/repository.js";
import { run } from "./support/run.js";

const scripts = readManifest(root).scripts ?? {};

test.each([["nonsense"], ["toString"], [""]])(
  "a task that there is not, %j, is answered with those there are",
  async (name) => {
    const { code, out, err } = await run(process.execPath, ["scripts/run.mjs", name], { cwd: root });
    expect(err).toMatch(
      new RegExp(`^There is no task "${name}"\\. The tasks are generate, build, .*release:rehearse\\.\n$`),
    );
    expect({ code, out }).toEqual({ code: 2, out: "" });
  },
);

test("every npm script runs a file that exists, and every task by its own name", async () => {
  const { err } = await run(process.execPath, ["scripts/run.mjs", "?"], { cwd: root });
  const tasks = (/The tasks are (.*)\./.exec(err)?.[1] ?? "").split(", ");
  const called = Object.entries(scripts).flatMap(([name, line]) => {
    const [, file = "", task] = /^node (scripts\/[\w-]+\.mjs)(?: (\S+))?$/.exec(line) ?? [];
    expect(readFileSync(inRoot(file), "utf8"), name).toBeTruthy();
    if (task !== undefined) expect(task).toBe(name);
    return task === undefined ? [] : [task];
  });
  expect(called.toSorted()).toEqual(tasks.toSorted());
});

test("a task runs where no pnpm is on the PATH", async () => {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const PATH = folders.filter((folder) => !existsSync(path.join(folder, "pnpm"))).join(path.delimiter);
  const { code, out } = await run(process.execPath, ["scripts/run.mjs", "lint:spec"], {
    cwd: root,
    env: { PATH },
  });
  expect(out).toMatch(/specs\/webhook\.yaml: 0 problems\n$/);
  expect(code).toBe(0);
});

/** Runs the real `scripts/test.mjs` over tasks that end as the test wants, and runners' reports of its choice. */
async function runAllChecks(given: {
  failing?: string;
  vitest?: unknown;
  packages?: unknown;
  statuses?: Record<string, number>;
}) {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "scripts"));
  cpSync(inRoot("scripts", "test.mjs"), path.join(folder, "scripts", "test.mjs"));
  writeFileSync(
    path.join(folder, "scripts", "setup.mjs"),
    `export const root = ${JSON.stringify(folder)};\nexport const ensureInstalled = () => undefined;\n`,
  );
  const stub = `
    import { writeFileSync } from "node:fs";
    const given = ${JSON.stringify(given)};
    const report = (name) => given[name] !== undefined && writeFileSync(${JSON.stringify(path.join(folder, ".reports"))} + "/" + name + ".json", JSON.stringify(given[name]));
    const status = (name) => given.statuses?.[name] ?? 0;
    export const tasks = new Proxy({}, { get: (_, name) => () => {
      if (name === "unit") report("vitest");
      if (name === "packages") report("packages");
      return status(name);
    } });
  `;
  writeFileSync(path.join(folder, "scripts", "tasks.mjs"), stub);
  const { code, out } = await run(process.execPath, ["scripts/test.mjs"], { cwd: folder });
  const lines = out.trimEnd().split("\n");
  return { code, last: lines.at(-1), out };
}

const file = (...statuses: string[]) => ({
  name: "a.test.ts",
  status: statuses.includes("failed") ? "failed" : "passed",
  assertionResults: statuses.map((status, index) => ({ status, fullName: `test ${index} ${status}` })),
});
const goodPackages = { passed: 21, failed: [] };
const gates = 7;

test("the last line sums what the runners reported", async () => {
  const vitest = { testResults: [file("passed", "passed"), file("passed")] };
  const { code, last, out } = await runAllChecks({ vitest, packages: goodPackages });
  expect({ code, last }).toEqual({ code: 0, last: `${gates + 3 + 21} passed, 0 failed` });
  expect(out).toContain("\nNothing was skipped.\n");
});

test("what was skipped or failed is named before it, and a failure ends with 1", async () => {
  const vitest = { testResults: [file("passed", "skipped", "todo"), file("failed", "passed")] };
  const packages = { passed: 20, failed: ["@hookspec/x: attw"] };
  const { code, out } = await runAllChecks({ vitest, packages, statuses: { unit: 1, packages: 1, lint: 1 } });
  expect(code).toBe(1);
  expect(out).toMatch(
    /\nSkipped:\n  - test 1 skipped\n  - test 2 todo\nFailed:\n  ✗ lint\n  ✗ test 0 failed\n  ✗ @hookspec\/x: attw\n28 passed, 3 failed\n$/,
  );
});

test.each([
  ["a runner that wrote no report", { packages: goodPackages }, "tests ran nothing"],
  [
    "a runner that crashed",
    { packages: goodPackages, statuses: { unit: 137 } },
    "tests ended with exit code 137",
  ],
  [
    "a file that could not be loaded",
    {
      vitest: { testResults: [{ name: "b.test.ts", status: "failed", assertionResults: [] }] },
      packages: goodPackages,
      statuses: { unit: 1 },
    },
    "b.test.ts",
  ],
  [
    "an error outside every test",
    { vitest: { testResults: [file("passed")] }, packages: goodPackages, statuses: { unit: 1 } },
    "tests ended with exit code 1",
  ],
  ["no package checked", { vitest: { testResults: [file("passed")] } }, "packages ran nothing"],
])("%s counts as a failure", async (_name, given, named) => {
  const { code, last, out } = await runAllChecks(given);
  expect(code).toBe(1);
  expect(last).toMatch(/^\d+ passed, 1 failed$/);
  expect(out).toContain(`  ✗ ${named}\n`);
});
