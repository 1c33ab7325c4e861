import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildPackage } from "./compile.js";
import { copySources } from "./folders.js";
import { inRoot, packageFolders } from "./repository.js";
import { run, type Outcome } from "./run.js";

/** The packages that come out of the spec. */
export const generated = ["webhook-types", "webhook-client", "webhook-mock-server"] as const;

/** The same arguments as `npm run generate`, and what follows them. */
const generateArgs = [
  "generate",
  "specs/webhook.yaml",
  "--out",
  "packages",
  "--name",
  "webhook",
  "--scope",
  "@hookspec",
];

/**
 * A copy of the repository in a folder of its own: specs and generated packages to change, package.json of everything else, and
 * the built runtimes to import. The generator that runs is the repository's.
 */
export function copyRepository(folder: string): GeneratedCopy {
  cpSync(inRoot("specs"), path.join(folder, "specs"), { recursive: true });
  for (const file of ["package.json", "pnpm-workspace.yaml", "test/package.json"]) {
    cpSync(inRoot(file), path.join(folder, file));
  }
  const modules = path.join(folder, "node_modules", "@hookspec");
  mkdirSync(modules, { recursive: true });
  for (const name of packageFolders) {
    const copied = path.join(folder, "packages", name);
    const isGenerated = (generated as readonly string[]).includes(name);
    if (isGenerated) copySources(inRoot("packages", name), copied);
    else cpSync(inRoot("packages", name, "package.json"), path.join(copied, "package.json"));
    symlinkSync(isGenerated ? copied : inRoot("packages", name), path.join(modules, name), "dir");
  }
  symlinkSync(inRoot("node_modules", "@types"), path.join(folder, "node_modules", "@types"), "dir");
  return new GeneratedCopy(folder);
}

/** What one can do in such a copy. */
export class GeneratedCopy {
  constructor(readonly folder: string) {}

  path(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  read(...parts: string[]): string {
    return readFileSync(this.path(...parts), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(this.path(file), text);
  }

  /** Replaces the one place where `from` stands; anything else would be a test that edits what it does not mean. */
  edit(file: string, from: string, to: string): void {
    const parts = this.read(file).split(from);
    if (parts.length !== 2)
      throw new Error(`${file} holds ${JSON.stringify(from)} ${parts.length - 1} times, not once.`);
    this.write(file, parts.join(to));
  }

  generate(...args: string[]): Promise<Outcome> {
    const command = inRoot("packages", "generator", "bin", "hookspec.js");
    return run(process.execPath, [command, ...generateArgs, ...args], { cwd: this.folder });
  }

  /** Builds generated packages with their own tsconfig. */
  async build(...names: (typeof generated)[number][]): Promise<void> {
    await Promise.all(names.map((name) => buildPackage(this.path("packages", name))));
  }
}
