import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rangesFor } from "./workspace.js";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "hookspec-workspace-"));
});
afterEach(() => rm(root, { recursive: true }));

async function member(folder: string, name: string): Promise<void> {
  await mkdir(path.join(root, folder), { recursive: true });
  await writeFile(path.join(root, folder, "package.json"), JSON.stringify({ name }));
}

const inWorkspace = { runtime: "workspace:^", sibling: "workspace:^" };
const published = { runtime: expect.stringMatching(/^\^\d+\.\d+\.\d+/), sibling: "^0.0.0" };

test.each([
  ["both runtimes, by pattern and by name", "packages: [libs/*, mock]\n", inWorkspace],
  ["one runtime only", "packages: [libs/*]\n", published],
  ["no packages", "onlyBuiltDependencies: []\n", published],
  ["packages that are no list", "packages: 5\n", published],
  ["folders that are not there", "packages: [gone/*, away]\n", published],
  ["nothing in it", "", published],
])("a workspace with %s", async (_name, yaml, ranges) => {
  await member("libs/client", "@hookspec/client-runtime");
  await member("mock", "@hookspec/mock-runtime");
  await writeFile(path.join(root, "pnpm-workspace.yaml"), yaml);
  expect(await rangesFor(path.join(root, "deep/out"))).toEqual(ranges);
});

test("no workspace", async () => {
  expect(await rangesFor(root)).toEqual(published);
});

test("a workspace file that is no YAML is named", async () => {
  const file = path.join(root, "pnpm-workspace.yaml");
  await writeFile(file, "packages: [");
  await expect(rangesFor(root)).rejects.toThrow(`Failed to read ${file}: `);
});
