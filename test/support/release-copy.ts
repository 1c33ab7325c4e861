import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { inRoot, packageFolders, readManifest } from "./repository.js";
import { mustRun, run, type Outcome } from "./run.js";

/** A small spec in the place of the real one: what is written about it can be read in a test. */
const spec = `openapi: 3.1.0
info: { title: Pet API, version: 1.0.0 }
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200":
          description: The pet.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Pet" }
components:
  schemas:
    Pet:
      type: object
      properties:
        id: { type: string }
        name: { type: string }
`;

/**
 * A repository of its own below `parent`, released as 1.0.0 (tools as 0.1.0): the real scripts, package.json of every package, and the generator as
 * it is built. Its spec is small.
 */
export async function releaseCopy(parent: string): Promise<ReleaseCopy> {
  const folder = mkdtempSync(path.join(parent, "repository-"));
  const at = (...parts: string[]) => path.join(folder, ...parts);
  for (const file of ["scripts", "package.json", "pnpm-workspace.yaml", ".changeset/config.json"])
    cpSync(inRoot(file), at(file), { recursive: true });
  mkdirSync(at("test"));
  writeFileSync(at("test", "package.json"), '{ "name": "tests", "private": true }');
  symlinkSync(inRoot("node_modules"), at("node_modules"), "dir");
  for (const name of packageFolders) {
    mkdirSync(at("packages", name), { recursive: true });
    const version = name.startsWith("webhook-") ? "1.0.0" : "0.1.0";
    const manifest = JSON.stringify({ ...readManifest(inRoot("packages", name)), version }, undefined, 2);
    writeFileSync(at("packages", name, "package.json"), manifest);
  }
  for (const part of ["bin", "dist", "node_modules"])
    symlinkSync(inRoot("packages", "generator", part), at("packages", "generator", part), "dir");
  mkdirSync(at("specs", "released"), { recursive: true });
  for (const file of ["specs/webhook.yaml", "specs/control.yaml", "specs/released/webhook.yaml"])
    writeFileSync(at(file), spec);
  const copy = new ReleaseCopy(folder);
  await mustRun("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  await copy.commit("the last release");
  return copy;
}

/** What one can do in it. */
export class ReleaseCopy {
  constructor(readonly folder: string) {}

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, file), text);
  }

  remove(file: string): void {
    rmSync(path.join(this.folder, file));
  }

  /** Replaces the one place where `from` stands. */
  edit(file: string, from: string, to: string): void {
    const parts = this.read(file).split(from);
    if (parts.length !== 2)
      throw new Error(`${file} holds ${JSON.stringify(from)} ${parts.length - 1} times, not once.`);
    this.write(file, parts.join(to));
  }

  /** Ids of the changesets that are there. */
  changesets(): string[] {
    return readdirSync(path.join(this.folder, ".changeset"))
      .filter((file) => file.endsWith(".md"))
      .toSorted();
  }

  async commit(message: string): Promise<void> {
    const own = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    await mustRun("git", ["add", "--all", ":!node_modules", ":!packages/generator/node_modules"], {
      cwd: this.folder,
    });
    await mustRun("git", [...own, "commit", "--quiet", "--message", message], { cwd: this.folder });
  }

  /** Runs one of the scripts, outside CI unless told. */
  script(
    name: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> {
    return run(process.execPath, [`scripts/${name}.mjs`, ...args], {
      cwd: this.folder,
      env: { CI: "", ...env },
    });
  }
}
