import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { manifestFile, releaseOwned } from "./emit/package-files.js";
import type { EmittedPackage } from "./generate.js";
import type { EmittedFile } from "./print.js";

export interface Drift {
  readonly kind: "stale" | "missing" | "orphaned";
  /** Path below the output directory, with `/`. */
  readonly path: string;
}

/** What is on disk, against what the packages should be. Empty: nothing to do. */
export async function compareWithDisk(packages: readonly EmittedPackage[], out: string): Promise<Drift[]> {
  const drift: Drift[] = [];
  for (const { folder, files } of packages) {
    const root = path.join(out, folder);
    for (const file of await withReleaseOwned(files, root)) {
      const text = await readIfThere(path.join(root, file.path));
      if (text === undefined) drift.push({ kind: "missing", path: `${folder}/${file.path}` });
      else if (text !== file.text) drift.push({ kind: "stale", path: `${folder}/${file.path}` });
    }
    const orphans = new Set([...(await orphansOf(root, files)), ...(await strangersIn(root, files))]);
    drift.push(...[...orphans].sort().map((file) => ({ kind: "orphaned" as const, path: `${folder}/${file}` })));
  }
  return drift;
}

/** Writes what differs and deletes what the generator wrote before and emits no longer. Gives the drift that it mended. */
export async function writeFiles(packages: readonly EmittedPackage[], out: string): Promise<Drift[]> {
  const drift: Drift[] = [];
  for (const { folder, files } of packages) {
    const root = path.join(out, folder);
    const orphans = await orphansOf(root, files);
    for (const file of await withReleaseOwned(files, root)) {
      const target = path.join(root, file.path);
      const text = await readIfThere(target);
      if (text === file.text) continue;
      await mkdir(path.dirname(target), { recursive: true });
      // Swapped in whole: whoever reads at this moment sees the old file or the new one.
      await writeFile(`${target}.new`, file.text);
      await rename(`${target}.new`, target);
      drift.push({ kind: text === undefined ? "missing" : "stale", path: `${folder}/${file.path}` });
    }
    for (const orphan of orphans) {
      await rm(path.join(root, orphan), { force: true });
      await removeIfEmpty(path.dirname(path.join(root, orphan)), root);
      drift.push({ kind: "orphaned", path: `${folder}/${orphan}` });
    }
  }
  return drift;
}

/** The release tool's members of package.json stay as they are on disk. */
async function withReleaseOwned(files: readonly EmittedFile[], root: string): Promise<EmittedFile[]> {
  const current = parseObject(await readIfThere(path.join(root, "package.json")));
  return files.map((file) => {
    if (file.path !== "package.json" || current === undefined) return file;
    const emitted = JSON.parse(file.text) as Record<string, unknown>;
    for (const member of releaseOwned) if (current[member] !== undefined) emitted[member] = current[member];
    return { path: file.path, text: `${JSON.stringify(emitted, undefined, 2)}\n` };
  });
}

/** Files that an earlier run wrote here and this one does not. */
async function orphansOf(root: string, files: readonly EmittedFile[]): Promise<string[]> {
  const manifest = parseObject(await readIfThere(path.join(root, manifestFile)));
  const emitted = new Set(files.map((file) => file.path));
  const listed = Array.isArray(manifest?.["files"]) ? manifest["files"].map(String) : [];
  const gone = listed.filter((file) => !emitted.has(file) && isInside(root, file));
  const present = await Promise.all(gone.map(async (file) => (await readIfThere(path.join(root, file))) !== undefined));
  return gone.filter((_, index) => present[index]);
}

/** Sources that nobody emitted: a generated package holds nothing written by hand. */
async function strangersIn(root: string, files: readonly EmittedFile[]): Promise<string[]> {
  const emitted = new Set(files.map((file) => file.path));
  const folders = new Set([...emitted].filter((file) => file.includes("/")).map((file) => file.slice(0, file.indexOf("/"))));
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((one) => one.isFile())) {
      found.push(path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"));
    }
  }
  return found.filter((file) => !emitted.has(file));
}

/** A manifest may be edited by hand: it can name nothing outside its package. */
function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, path.resolve(root, file));
  return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
}

async function removeIfEmpty(folder: string, root: string): Promise<void> {
  if (folder === root) return;
  await rmdir(folder).catch(() => undefined);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw error;
  }
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
