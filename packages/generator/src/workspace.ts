import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { arrayOf, objectOf } from "./load/json.js";
import { UsageError } from "./load/problems.js";

/** The runtimes that emitted packages depend on. */
const runtimes = ["@hookspec/client-runtime", "@hookspec/mock-runtime"];

/** Version ranges for an output directory: `workspace:^` inside a pnpm workspace that has the runtimes, else `^version`. */
export async function rangesFor(out: string): Promise<{ runtime: string; sibling: string }> {
  const root = workspaceRoot(path.resolve(out));
  const members = root === undefined ? new Set<string>() : await packageNames(root);
  if (runtimes.every((name) => members.has(name))) return { runtime: "workspace:^", sibling: "workspace:^" };
  return { runtime: `^${await ownVersion()}`, sibling: "^0.0.0" };
}

function workspaceRoot(start: string): string | undefined {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "pnpm-workspace.yaml"))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** Names of the packages in the workspace's folders; patterns like `packages/*`, the ones pnpm's own documentation shows. */
async function packageNames(root: string): Promise<Set<string>> {
  const folders = await Promise.all(
    (await patternsOf(path.join(root, "pnpm-workspace.yaml"))).map(async (pattern) => {
      if (!pattern.endsWith("/*")) return [path.join(root, pattern)];
      const parent = path.join(root, pattern.slice(0, -2));
      return (await readdir(parent).catch(() => [])).map((name) => path.join(parent, name));
    }),
  );
  const names = await Promise.all(folders.flat().map(nameOf));
  return new Set(names.filter((name) => name !== undefined));
}

async function patternsOf(file: string): Promise<string[]> {
  try {
    return arrayOf(objectOf(parse(await readFile(file, "utf8")))["packages"]).map(String);
  } catch (error) {
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
    throw new UsageError(
      `Failed to read ${file}: ${why} Correct it; it says whether the runtimes are packages of this workspace.`,
    );
  }
}

async function nameOf(folder: string): Promise<string | undefined> {
  try {
    return (JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as { name?: string }).name;
  } catch {
    return undefined;
  }
}

/** The generator's version, and so the runtimes': the tools are versioned together. */
export async function ownVersion(): Promise<string> {
  const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
