import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository that is tested. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export const inRoot = (...parts: string[]): string => path.join(root, ...parts);

/** A command that the repository's own dependencies bring. */
export const bin = (name: string): string => inRoot("node_modules", ".bin", name);

/** Folder names below packages/. */
export const packageFolders: readonly string[] = readdirSync(inRoot("packages")).toSorted();

/** The parts of a package.json that tests look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
}

/** All files below a folder, as paths relative to it with `/`, sorted. What a tool made (dist, dependencies) is left out. */
export function filesBelow(folder: string): string[] {
  const made = new Set(["node_modules", "dist", ".turbo"]);
  const walk = (at: string): string[] =>
    readdirSync(path.join(folder, at), { withFileTypes: true }).flatMap((entry) => {
      if (made.has(entry.name)) return [];
      const file = path.posix.join(at, entry.name);
      return entry.isDirectory() ? walk(file) : [file];
    });
  return walk("").toSorted();
}
