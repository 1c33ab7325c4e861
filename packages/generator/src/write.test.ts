import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EmittedPackage } from "./generate.js";
import { compareWithDisk, writeFiles } from "./write.js";

let out = "";
beforeEach(async () => {
  out = await mkdtemp(path.join(tmpdir(), "hookspec-write-"));
});
afterEach(() => rm(out, { recursive: true }));

const at = (...parts: string[]) => path.join(out, "p-types", ...parts);
const read = (...parts: string[]) => readFile(at(...parts), "utf8");

/** A package of those files, with the manifest that lists them. */
function packageOf(files: Record<string, string>): EmittedPackage[] {
  const manifest = JSON.stringify({ files: [...Object.keys(files), ".hookspec.json"] });
  const all = { ...files, ".hookspec.json": manifest };
  return [
    {
      kind: "types",
      folder: "p-types",
      files: Object.entries(all).map(([name, text]) => ({ path: name, text })),
    },
  ];
}

const first = packageOf({
  "package.json": '{\n  "name": "p",\n  "version": "0.0.0"\n}\n',
  "src/a.ts": "a\n",
  "src/deep/b.ts": "b\n",
});

test("what is missing, stale and orphaned is named, mended, and then in order", async () => {
  expect(await compareWithDisk(first, out)).toEqual(
    ["package.json", "src/a.ts", "src/deep/b.ts", ".hookspec.json"].map((file) => ({
      kind: "missing",
      path: `p-types/${file}`,
    })),
  );
  await writeFiles(first, out);
  expect(await compareWithDisk(first, out)).toEqual([]);
  expect(await writeFiles(first, out)).toEqual([]);

  const second = packageOf({
    "package.json": first[0]?.files[0]?.text ?? "",
    "src/a.ts": "new\n",
    "src/c.ts": "c\n",
  });
  const drift = [
    { kind: "stale", path: "p-types/src/a.ts" },
    { kind: "missing", path: "p-types/src/c.ts" },
    { kind: "stale", path: "p-types/.hookspec.json" },
    { kind: "orphaned", path: "p-types/src/deep/b.ts" },
  ];
  expect(await compareWithDisk(second, out)).toEqual(drift);
  expect(await writeFiles(second, out)).toEqual(drift);
  expect((await readdir(at("src"))).sort()).toEqual(["a.ts", "c.ts"]);
});

test("a source written by hand is named, and left alone", async () => {
  await writeFiles(first, out);
  await writeFile(at("src/mine.ts"), "mine");
  await mkdir(at("node_modules"));
  await writeFile(at("node_modules/x.js"), "");
  expect(await compareWithDisk(first, out)).toEqual([{ kind: "stranger", path: "p-types/src/mine.ts" }]);
  expect(await writeFiles(first, out)).toEqual([]);
  expect(await read("src/mine.ts")).toBe("mine");
});

test("what the release tool owns stays: the version, and CHANGELOG.md even when the manifest lists it", async () => {
  await writeFiles(first, out);
  await writeFile(at("package.json"), '{\n  "name": "p",\n  "version": "1.2.3"\n}\n');
  await writeFile(at("CHANGELOG.md"), "# 1.2.3\n");
  await writeFile(at(".hookspec.json"), '{ "files": ["CHANGELOG.md", "./CHANGELOG.md", "package.json"] }');
  const drift = [{ kind: "stale", path: "p-types/.hookspec.json" }];
  expect(await compareWithDisk(first, out)).toEqual(drift);
  expect(await writeFiles(first, out)).toEqual(drift);
  expect(await read("CHANGELOG.md")).toBe("# 1.2.3\n");

  const renamed = packageOf({ "package.json": '{ "name": "q", "version": "0.0.0" }' });
  await writeFiles(renamed, out);
  expect(JSON.parse(await read("package.json"))).toEqual({ name: "q", version: "1.2.3" });
});

test("a manifest deletes nothing outside its package, through a link neither", async () => {
  await writeFiles(first, out);
  await mkdir(path.join(out, "outside"));
  await writeFile(path.join(out, "outside/x"), "keep");
  await symlink(path.join(out, "outside"), at("link"));
  const files = [
    "../outside/x",
    path.join(out, "outside/x"),
    "src/../../outside/x",
    "link/x",
    "",
    ".",
    "src",
    5,
  ];
  await writeFile(at(".hookspec.json"), JSON.stringify({ files }));
  expect(await writeFiles(first, out)).toEqual([{ kind: "stale", path: "p-types/.hookspec.json" }]);
  expect(await readFile(path.join(out, "outside/x"), "utf8")).toBe("keep");
});

test.each(["{", "null", "[]", '{ "files": 5 }'])(
  "a manifest that says %s lists nothing, and is written anew",
  async (text) => {
    await writeFiles(first, out);
    await writeFile(at(".hookspec.json"), text);
    expect(await writeFiles(first, out)).toEqual([{ kind: "stale", path: "p-types/.hookspec.json" }]);
  },
);

test("CRLF on disk is no difference", async () => {
  await writeFiles(first, out);
  await writeFile(at("src/a.ts"), "a\r\n");
  expect(await compareWithDisk(first, out)).toEqual([]);
  expect(await writeFiles(first, out)).toEqual([]);
  expect(await read("src/a.ts")).toBe("a\r\n");
});

test("a package.json that holds a version nobody can read stops the run before anything is written", async () => {
  await writeFiles(first, out);
  await writeFile(at("package.json"), "<<<<<<< ours\n");
  await rm(at("src/a.ts"));
  await expect(writeFiles(first, out)).rejects.toThrow(
    `${at("package.json")} is not a JSON object, and its version is to be kept. Repair it, or delete it to begin with 0.0.0.`,
  );
  expect(await readdir(at("src"))).toEqual(["deep"]);
});

test("what stands in the way is named, and nothing half-written stays", async () => {
  await mkdir(at("src/a.ts"), { recursive: true });
  await expect(writeFiles(first, out)).rejects.toThrow(
    `Failed to read ${at("src/a.ts")}: it is a directory.`,
  );
  expect(await readdir(at())).toEqual(["src"]);

  const file = path.join(out, "file");
  await writeFile(file, "");
  await expect(writeFiles(first, file)).rejects.toThrow("a part of its path is a file");
  expect(await readdir(out)).toEqual(["file", "p-types"]);
});
