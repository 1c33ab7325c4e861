import { existsSync } from "node:fs";
import { mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { releaseOwned } from "./emit/package-files.js";
import type { EmittedPackage } from "./generate.js";
import { UsageError, whyUnreadable } from "./load/problems.js";
import { orphansOf, readIfThere, strangersIn } from "./on-disk.js";
import type { EmittedFile } from "./print.js";

export interface Drift {
  /** `stranger`: a file among the sources that hookspec did not write; it is never deleted. */
  readonly kind: "stale" | "missing" | "orphaned" | "stranger";
  /** Path below the output directory, with `/`. */
  readonly path: string;
}

/** What is on disk, against what the packages should be. Empty: nothing to do. */
export async function compareWithDisk(packages: readonly EmittedPackage[], out: string): Promise<Drift[]> {
  const drift: Drift[] = [];
  for (const { folder, files } of packages) {
    const root = path.join(out, folder);
    const named = (kind: Drift["kind"], file: string): Drift => ({ kind, path: `${folder}/${file}` });
    for (const file of await withReleaseOwned(files, root)) {
      const text = await readIfThere(path.join(root, file.path));
      if (text === undefined) drift.push(named("missing", file.path));
      else if (!isSame(text, file.text)) drift.push(named("stale", file.path));
    }
    const orphans = await orphansOf(root, files);
    const strangers = (await strangersIn(root, files)).filter((file) => !orphans.includes(file));
    drift.push(
      ...orphans.map((file) => named("orphaned", file)),
      ...strangers.map((file) => named("stranger", file)),
    );
  }
  return drift;
}

/** Writes what differs and deletes what the generator wrote before and emits no longer. Gives the drift that it mended. */
export async function writeFiles(packages: readonly EmittedPackage[], out: string): Promise<Drift[]> {
  const drift: Drift[] = [];
  // Everything is read before anything is written: what cannot be read stops the run with the disk as it was.
  const planned = [];
  for (const { folder, files } of packages) {
    const root = path.join(out, folder);
    planned.push({
      folder,
      root,
      orphans: await orphansOf(root, files),
      files: await differing(files, root),
    });
  }
  for (const { folder, root, orphans, files } of planned) {
    for (const { file, isNew } of files) {
      await swapIn(path.join(root, file.path), file.text);
      drift.push({ kind: isNew ? "missing" : "stale", path: `${folder}/${file.path}` });
    }
    for (const orphan of orphans) {
      await rm(path.join(root, orphan), { force: true });
      await removeIfEmpty(path.dirname(path.join(root, orphan)), root);
      drift.push({ kind: "orphaned", path: `${folder}/${orphan}` });
    }
  }
  return drift;
}

async function differing(
  files: readonly EmittedFile[],
  root: string,
): Promise<{ file: EmittedFile; isNew: boolean }[]> {
  const found: { file: EmittedFile; isNew: boolean }[] = [];
  for (const file of await withReleaseOwned(files, root)) {
    const text = await readIfThere(path.join(root, file.path));
    if (text === undefined || !isSame(text, file.text)) found.push({ file, isNew: text === undefined });
  }
  return found;
}

/** Git may check files out with CRLF; that is not a difference. */
function isSame(onDisk: string, emitted: string): boolean {
  return onDisk.replaceAll("\r\n", "\n") === emitted;
}

/** Whoever reads at this moment sees the old file or the new one, whole. */
async function swapIn(target: string, text: string): Promise<void> {
  const temporary = `${target}.new`;
  await makeFolder(path.dirname(target));
  try {
    await writeFile(temporary, text);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new UsageError(
      `Failed to write ${target}: ${whyUnreadable(error)}. Give a directory that can be written by --out.`,
    );
  }
}

/**
 * A directory, and those above it. Node's own recursive mkdir never returns where a file system answers ENOENT in a directory that
 * exists, as /proc does.
 */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(path.dirname(folder));
  try {
    await mkdir(folder);
  } catch (error) {
    // Another run may have been faster.
    if (existsSync(folder)) return;
    const isRefused = error instanceof Error && "code" in error && error.code === "ENOENT";
    const why = isRefused ? "no directory can be made in its parent" : whyUnreadable(error);
    throw new UsageError(
      `Failed to make the directory ${folder}: ${why}. Give a directory that can be written by --out.`,
    );
  }
}

/** The release tool's members of package.json stay as they are on disk. */
async function withReleaseOwned(files: readonly EmittedFile[], root: string): Promise<EmittedFile[]> {
  const target = path.join(root, "package.json");
  const text = await readIfThere(target);
  if (text === undefined) return [...files];
  const current = manifestOf(text, target);
  return files.map((file) => {
    if (file.path !== "package.json") return file;
    const emitted = JSON.parse(file.text) as Record<string, unknown>;
    for (const member of releaseOwned) if (current[member] !== undefined) emitted[member] = current[member];
    return { path: file.path, text: `${JSON.stringify(emitted, undefined, 2)}\n` };
  });
}

/** A package.json that cannot be read may hold a version that must not be lost. */
function manifestOf(text: string, target: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, as for any other value that is no object.
  }
  throw new UsageError(
    `${target} is not a JSON object, and its version is to be kept. Repair it, or delete it to begin with 0.0.0.`,
  );
}

async function removeIfEmpty(folder: string, root: string): Promise<void> {
  if (path.resolve(folder) === path.resolve(root)) return;
  await rmdir(folder).catch(() => undefined);
}
