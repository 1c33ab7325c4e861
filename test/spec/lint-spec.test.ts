import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { specText } from "./read-spec.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lint-spec-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("our specs have no problems", async () => {
  const out = "specs/control.yaml: 0 problems\nspecs/webhook.yaml: 0 problems\n";
  expect(await lintSpec([], root)).toEqual({ code: 0, out, err: "" });
});

test("a reference to nothing is shown with its place, and fails", async () => {
  const wanted = "#/components/responses/Conflict";
  const [before = ""] = specText.split(wanted);
  await writeFile(
    path.join(folder, "broken.yaml"),
    specText.replace(wanted, "#/components/responses/Nowhere"),
  );
  const { code, out } = await lintSpec(["broken.yaml"], folder);
  expect(out).toMatch(
    new RegExp(`^broken\\.yaml:${before.split("\n").length}:\\d+ no-unresolved-refs .+$`, "m"),
  );
  expect(out).toMatch(/^broken\.yaml: \d+ problems?\n$/m);
  expect(code).toBe(1);
});

test("a warning fails as well", async () => {
  await writeFile(
    path.join(folder, "warned.yaml"),
    specText.replace(/^ {4}ProblemError:/m, "    Unused: { type: string }\n    ProblemError:"),
  );
  const { code, out } = await lintSpec(["warned.yaml"], folder);
  expect(out).toMatch(
    /^warned\.yaml:\d+:\d+ no-unused-components Component: "Unused" is never used\.\nwarned\.yaml: 1 problem\n$/,
  );
  expect(code).toBe(1);
});

test.each([
  ["no OpenAPI document", "hello: 1\n", /^plain\.yaml:1:1 document .+\nplain\.yaml: 1 problem\n$/],
  ["no YAML", "a: [1\nb: 2\n", /^plain\.yaml:2:1 document .+\nplain\.yaml: 1 problem\n$/],
])("a file that is %s is a problem, not a crash", async (_what, text, wanted) => {
  await writeFile(path.join(folder, "plain.yaml"), text);
  const { code, out, err } = await lintSpec(["plain.yaml"], folder);
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out).toMatch(wanted);
});

test("a file that is not there is named", async () => {
  expect(await lintSpec(["missing.yaml"], folder)).toEqual({
    code: 1,
    out: "",
    err: "Failed to lint missing.yaml: there is no such file. Give paths of OpenAPI documents, or none for specs/*.yaml.\n",
  });
});

function lintSpec(files: string[], cwd: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [path.join(root, "scripts/lint-spec.mjs"), ...files],
      { cwd },
      (_error, out, err) => {
        done({ code: child.exitCode ?? -1, out, err });
      },
    );
  });
}
