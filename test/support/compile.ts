import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { inRoot, readManifest } from "./repository.js";
import { mustRun, run } from "./run.js";

const require = createRequire(import.meta.url);

/** The compilers that consumers of our typings may use. */
export const compilers = ["typescript-5.9", "typescript", "typescript-7"] as const;

/** What a careful consumer sets. `skipLibCheck` is off: our declarations themselves are checked. */
const strict = {
  target: "es2022",
  lib: ["es2022", "dom"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: [] as string[],
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
};

export type CompilerOptions = Partial<Omit<typeof strict, "lib">>;

/** Type-checks files with a real tsc; gives its messages, one a line, none when all is well. */
export async function typeCheck(
  files: readonly string[],
  {
    compiler = "typescript",
    cwd,
    options = {},
  }: {
    readonly compiler?: (typeof compilers)[number];
    readonly cwd: string;
    readonly options?: CompilerOptions;
  },
): Promise<string[]> {
  const manifest = require.resolve(`${compiler}/package.json`);
  const tsc = path.join(
    path.dirname(manifest),
    readManifest(path.dirname(manifest)).bin?.["tsc"] ?? "bin/tsc",
  );
  const project = path.join(cwd, `tsconfig.${compiler}.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions: { ...strict, ...options }, files }));
  const { code, out, err } = await run(process.execPath, [tsc, "-p", project, "--pretty", "false"], { cwd });
  const lines = `${out}${err}`.split("\n").filter((line) => line !== "");
  // A compiler that fails without a message must not look like one that found nothing.
  if ((code === 0) !== (lines.length === 0))
    throw new Error(`${compiler} ended with ${code}:\n${lines.join("\n")}`);
  return lines;
}

/** Builds a generated package with its own tsconfig and our compiler, whatever stands around it. */
export async function buildPackage(folder: string): Promise<void> {
  await mustRun(process.execPath, [inRoot("node_modules", "typescript", "bin", "tsc"), "-p", folder], {
    cwd: folder,
  });
}
