import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { generate, loadSpec, naming, writeFiles } from "./generator.js";

const script = fileURLToPath(new URL("../../../scripts/check-emitted.mjs", import.meta.url));

/** A folder that is gone after all tests of the file. */
export async function sharedFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "hookspec-emitted-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes the three packages of a spec into a folder; gives the warnings, places relative to the spec's folder. */
export async function emitInto(out: string, spec: string, name: string): Promise<string[]> {
  const document = await loadSpec(spec);
  const names = naming(name, undefined, { runtime: "*", sibling: "*" });
  const { model, packages } = generate(document, names, ["types", "client", "mock-server"]);
  await writeFiles(packages, out);
  return model.warnings.map(
    ({ at, message }) =>
      `${at === undefined ? "" : `${path.relative(path.dirname(spec), at.file)}:${at.line}:${at.col}  `}${message}`,
  );
}

/** What scripts/check-emitted.mjs prints about a folder. */
export function checkEmitted(folder: string, compiler: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, folder, compiler], { maxBuffer: 2 ** 28 }, (_error, out, err) =>
      resolve(`${out}${err}`),
    );
  });
}
