import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { inRoot, packageFolders } from "./repository.js";

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => remove(folder));
  return folder;
}

/** A folder that is gone after all tests of the file. */
export function sharedFolder(): string {
  const folder = makeFolder();
  afterAll(() => remove(folder));
  return folder;
}

/** Makes our packages, as they are built, and Node's types importable from a folder, as an installation would. */
export function linkPackages(folder: string, names: readonly string[] = packageFolders): void {
  mkdirSync(path.join(folder, "node_modules", "@hookspec"), { recursive: true });
  for (const name of names) {
    symlinkSync(inRoot("packages", name), path.join(folder, "node_modules", "@hookspec", name), "dir");
  }
  symlinkSync(inRoot("node_modules", "@types"), path.join(folder, "node_modules", "@types"), "dir");
}

/** The specs that examples in documents read: `specs/pets.yaml` stands for the reader's own. */
export function giveSpecs(folder: string): void {
  cpSync(inRoot("specs"), path.join(folder, "specs"), { recursive: true });
  cpSync(inRoot("test", "fixtures", "pets.yaml"), path.join(folder, "specs", "pets.yaml"));
}

/** Copies a package without what tools made of it. */
export function copySources(from: string, to: string): void {
  const made = new Set(["node_modules", "dist", ".turbo"]);
  cpSync(from, to, { recursive: true, filter: (source) => !made.has(path.basename(source)) });
}

const makeFolder = () => mkdtempSync(path.join(tmpdir(), "hookspec-test-"));
const remove = (folder: string) => rmSync(folder, { recursive: true, force: true });
