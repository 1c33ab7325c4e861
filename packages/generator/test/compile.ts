import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { generate, naming, writeFiles, type SpecDocument } from "./generator.js";

const packages = fileURLToPath(new URL("../../", import.meta.url));

/** Options as emitted packages have them, with the runtimes and siblings found in their sources. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ["node"],
  typeRoots: [path.join(packages, "generator/node_modules/@types")],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: true,
  noEmit: true,
};

export interface Named {
  readonly document: SpecDocument;
  readonly name: string;
}

/**
 * Errors of the real compiler in the three packages that each document becomes, the examples of their READMEs included; none, when
 * all is well. One program for all of them: most of its time goes into the standard library.
 */
export async function compileErrors(specs: readonly Named[]): Promise<string[]> {
  const out = await mkdtemp(path.join(tmpdir(), "hookspec-compile-"));
  try {
    const emitted = specs.flatMap(({ document, name }) => {
      const names = naming(name, undefined, { runtime: "*", sibling: "*" });
      return generate(document, names, ["types", "client", "mock-server"]).packages;
    });
    const examples = emitted.flatMap(({ folder, files }) =>
      codeBlocks(files.find((file) => file.path === "README.md")?.text ?? "").map((text, index) => ({
        path: `${folder}-${index}.ts`,
        text,
      })),
    );
    const manifest = { path: "package.json", text: '{ "type": "module" }\n' };
    const readmes = { kind: "types" as const, folder: "readmes", files: [manifest, ...examples] };
    await writeFiles([...emitted, readmes], out);
    // Beside them all, as an installation would put it.
    await mkdir(path.join(out, "node_modules"));
    await symlink(
      path.join(packages, "mock-runtime/node_modules/vitest"),
      path.join(out, "node_modules/vitest"),
    );
    return errorsIn(
      out,
      specs.map(({ name }) => name),
      [...emitted, readmes].flatMap(({ folder, files }) =>
        files.map((file) => path.join(out, folder, file.path)),
      ),
    );
  } finally {
    await rm(out, { recursive: true });
  }
}

function errorsIn(out: string, names: readonly string[], files: readonly string[]): string[] {
  const program = ts.createProgram({
    rootNames: files.filter((file) => file.endsWith(".ts")),
    options: {
      ...options,
      paths: { ...runtimePaths, ...Object.assign({}, ...names.map((name) => pathsOf(out, name))) },
    },
  });
  return [
    ...program.getOptionsDiagnostics(),
    ...program
      .getSourceFiles()
      .filter(({ fileName }) => path.resolve(fileName).startsWith(out))
      .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ].map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    const where = file === undefined ? "" : `${path.relative(out, file.fileName)}:${line} `;
    return `${where}${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

const source = (folder: string, file = "index") => [path.join(folder, `src/${file}.ts`)];

const runtimePaths = {
  "@hookspec/client-runtime": source(path.join(packages, "client-runtime")),
  "@hookspec/mock-control-client": source(path.join(packages, "mock-control-client")),
  "@hookspec/mock-control-types": source(path.join(packages, "mock-control-types")),
  "@hookspec/client-runtime/receiver": source(path.join(packages, "client-runtime"), "receiver/index"),
  "@hookspec/mock-runtime": source(path.join(packages, "mock-runtime")),
  "@hookspec/mock-runtime/command": source(path.join(packages, "mock-runtime"), "command"),
  "@hookspec/mock-runtime/global-setup": source(path.join(packages, "mock-runtime"), "global-setup"),
  "@hookspec/mock-runtime/vitest": source(path.join(packages, "mock-runtime"), "vitest"),
  "@hookspec/signature": source(path.join(packages, "signature")),
};

/** Where the emitted packages of one name stand. */
function pathsOf(out: string, name: string): Record<string, string[]> {
  const types = path.join(out, `${name}-types`);
  return {
    [`${name}-types`]: source(types),
    [`${name}-types/validators`]: source(types, "validators"),
    [`${name}-types/openapi`]: source(types, "openapi"),
    [`${name}-client`]: source(path.join(out, `${name}-client`)),
    [`${name}-client/receiver`]: source(path.join(out, `${name}-client`), "receiver"),
    [`${name}-mock-server`]: source(path.join(out, `${name}-mock-server`)),
    [`${name}-mock-server/vitest`]: source(path.join(out, `${name}-mock-server`), "vitest"),
  };
}

function codeBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
}
