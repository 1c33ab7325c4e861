import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { importsOf, sourcesOf } from "./support/architecture.js";
import { generated } from "./support/generated-copy.js";
import { inRoot, packageFolders, readManifest, root } from "./support/repository.js";
import { run } from "./support/run.js";

const read = (...parts: string[]) => readFileSync(inRoot(...parts), "utf8");
const tools = packageFolders.filter((name) => !(generated as readonly string[]).includes(name));

test("changesets keeps the generated packages on one version, and the tools on another", () => {
  const { fixed } = JSON.parse(read(".changeset", "config.json")) as { fixed: string[][] };
  const groups = fixed.map((group) => group.toSorted());
  const named = (names: readonly string[]) => names.map((name) => `@hookspec/${name}`).toSorted();
  expect(groups).toEqual([named(generated), named(tools)]);
  for (const group of [generated, tools]) {
    expect(new Set(group.map((name) => readManifest(inRoot("packages", name)).version)).size).toBe(1);
  }
});

test("the repository says its licence, how its text is stored, and which folders are generated", () => {
  expect(read("LICENSE")).toMatch(/^MIT License\n/);
  expect(existsSync(inRoot(".editorconfig"))).toBe(true);
  for (const name of generated)
    expect(read(".gitattributes")).toContain(`packages/${name}/** linguist-generated`);
});

test("what continuous integration runs is npm test", () => {
  accessSync(inRoot(".ci", "run"), constants.X_OK);
  expect(read(".ci", "run")).toMatch(/^npm test$/m);
});

test("the generated packages are committed: git ignores none of their files", async () => {
  const files = generated.flatMap((name) => {
    const listed = JSON.parse(read("packages", name, ".hookspec.json")) as { files: string[] };
    return listed.files.map((file) => `packages/${name}/${file}`);
  });
  expect(files.length).toBeGreaterThan(20);
  expect(await run("git", ["check-ignore", "--no-index", ...files], { cwd: root })).toMatchObject({
    code: 1,
    out: "",
  });
});

test("no validator is compiled or brought along at run time", () => {
  const installed = packageFolders.filter((name) => name !== "generator");
  for (const name of installed) {
    expect(
      Object.keys(readManifest(inRoot("packages", name)).dependencies ?? {}).filter((one) =>
        /ajv|zod/.test(one),
      ),
    ).toEqual([]);
    for (const source of sourcesOf(name)) {
      expect(
        importsOf(source).filter((one) => one.startsWith("ajv")),
        source.file,
      ).toEqual([]);
      expect(source.text, path.join(name, source.file)).not.toMatch(/\bnew Function\(|\beval\(/);
    }
  }
});

test("every dependency is pinned exactly, in one place", () => {
  const catalog =
    /^catalog:\n((?: {2}.*\n)+)/m.exec(read("pnpm-workspace.yaml"))?.[1]?.trimEnd().split("\n") ?? [];
  expect(catalog.length).toBeGreaterThan(10);
  expect(catalog.filter((line) => !/^ {2}"?[@\w./-]+"?: (npm:[@\w/-]+@)?\d+\.\d+\.\d+$/.test(line))).toEqual(
    [],
  );
  for (const name of tools) {
    const ranges = Object.entries(readManifest(inRoot("packages", name)).dependencies ?? {});
    expect(
      ranges.filter(([, range]) => !/^(catalog:|workspace:\^)$/.test(range)),
      name,
    ).toEqual([]);
  }
});
