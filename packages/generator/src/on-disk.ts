import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { manifestFile } from "./emit/package-files.js";
import { UsageError, whyUnreadable } from "./load/problems.js";
import type { EmittedFile } from "./print.js";

/** The release tool's own; no manifest makes it ours. */
const neverOurs = ["CHANGELOG.md", "package.json"];

/** Files that an earlier run wrote here and this one does not. */
export async function orphansOf(root: string, files: readonly EmittedFile[]): Promise<string[]> {
  const emitted = new Set(files.map((file) => file.path));
  const gone = [...new Set(await filesInManifest(root))].filter(
    (file) => !emitted.has(file) && !neverOurs.includes(path.posix.normalize(file)),
  );
  const ours = await Promise.all(
    gone.map(async (file) => (await isInside(root, file)) && (await isFile(path.join(root, file)))),
  );
  return gone.filter((_, index) => ours[index]).sort();
}

/** Sources that nobody emitted: a generated package holds nothing written by hand. */
export async function strangersIn(root: string, files: readonly EmittedFile[]): Promise<string[]> {
  const emitted = new Set(files.map((file) => file.path));
  const folders = new Set(
    [...emitted].filter((file) => file.includes("/")).map((file) => file.slice(0, file.indexOf("/"))),
  );
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of entries.filter((one) => !one.isDirectory())) {
      found.push(path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"));
    }
  }
  return found.filter((file) => !emitted.has(file)).sort();
}

/** The text of a file, `undefined` where there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new UsageError(
      `Failed to read ${file}: ${whyUnreadable(error)}. Move it away, or give another directory by --out.`,
    );
  }
}

/** The manifest is for machines: one that cannot be read lists nothing, and is written anew. */
async function filesInManifest(root: string): Promise<string[]> {
  try {
    const manifest: unknown = JSON.parse((await readIfThere(path.join(root, manifestFile))) ?? "{}");
    const listed = (manifest as { files?: unknown } | null)?.files;
    return Array.isArray(listed) ? listed.filter((file) => typeof file === "string") : [];
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return [];
  }
}

/** A manifest may be edited by hand: it can name nothing outside its package, not even through a link. */
async function isInside(root: string, file: string): Promise<boolean> {
  if (path.isAbsolute(file)) return false;
  try {
    const relative = path.relative(await realpath(root), await realpath(path.dirname(path.join(root, file))));
    return !relative.startsWith("..") && !path.isAbsolute(relative);
  } catch {
    return false;
  }
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isFile();
  } catch {
    return false;
  }
}
