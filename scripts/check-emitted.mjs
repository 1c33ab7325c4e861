// Compiles the packages that `hookspec generate` wrote into a directory as a strict consumer would, with this repository's runtimes
// linked: node scripts/check-emitted.mjs <dir> [compiler]. Exit code 0: no error; 1: errors, printed; 2: nothing to compile.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./setup.mjs";

const usage =
  "Usage: node scripts/check-emitted.mjs <dir> [compiler]. <dir> is what `hookspec generate --out` was given; a compiler is one of " +
  "typescript (default), typescript-5.9, typescript-7.";

/** What consumers may set. The emitted packages are sources, so all of theirs is checked; declarations of others are not ours. */
const strict = {
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: [],
  noEmit: true,
  declaration: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: true,
};

const [dir, compiler = "typescript", ...more] = process.argv.slice(2);
process.exit(check());

function check() {
  if (dir === undefined || more.length > 0) return refuse(usage);
  const tsc = compilerPath();
  if (tsc === undefined) return refuse(`There is no compiler ${compiler}. ${usage}`);
  const emitted = packagesBelow(path.resolve(dir));
  if (emitted.length === 0)
    return refuse(
      `${dir} holds no emitted package (a folder with .hookspec.json). Generate into it first: hookspec generate <spec> --out ${dir}.`,
    );
  const names = emitted.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    return refuse(
      `${dir} holds two packages called ${twice}. Check them apart, or generate one with --name.`,
    );
  const { status, errors, output } = compile(tsc, emitted);
  if (output !== "") console.log(output);
  // A compiler that fails without a message must not look like one that found nothing.
  if ((status === 0) !== (errors === 0)) return refuse(`${compiler} ended with ${status}.`);
  console.log(`${errors} errors in ${emitted.length} packages`);
  return errors === 0 ? 0 : 1;
}

function refuse(message) {
  console.error(message);
  return 2;
}

/** Compilers are dependencies of the tests. */
function compilerPath() {
  try {
    const manifest = createRequire(path.join(root, "test", "package.json")).resolve(
      `${compiler}/package.json`,
    );
    return path.join(path.dirname(manifest), readJson(manifest).bin.tsc);
  } catch {
    return undefined;
  }
}

function compile(tsc, emitted) {
  const folder = mkdtempSync(path.join(tmpdir(), "hookspec-emitted-"));
  try {
    const runtimes = readdirSync(path.join(root, "packages"))
      .map((name) => path.join(root, "packages", name))
      .filter(
        (at) => existsSync(path.join(at, "package.json")) && !existsSync(path.join(at, ".hookspec.json")),
      );
    const control = ["mock-control-types", "mock-control-client"].map((name) =>
      path.join(root, "packages", name),
    );
    const paths = Object.fromEntries([
      ...[...runtimes, ...control].flatMap((at) => entries(at, (types) => types)),
      ...emitted.flatMap(({ at }) =>
        entries(at, (types) => types.replace(/^\.\/dist\/(.*)\.d\.ts$/, "./src/$1.ts")),
      ),
    ]);
    const project = path.join(folder, "tsconfig.json");
    const include = emitted.map(({ at }) => path.join(at, "src"));
    writeFileSync(project, JSON.stringify({ compilerOptions: { ...strict, paths }, include }));
    // GitHub's whole API needs more than the default heap.
    const args = ["--max-old-space-size=6144", tsc, "-p", project, "--pretty", "false"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: path.resolve(dir),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    const output = `${stdout}${stderr}`.trimEnd();
    return { status, output, errors: (output.match(/^(\S.*\(\d+,\d+\): )?error TS\d+/gm) ?? []).length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `[import specifier, [file]]` for each of a package's exports. */
function entries(at, sourceOf) {
  const { name, exports = {} } = readJson(path.join(at, "package.json"));
  return Object.entries(exports)
    .filter(([, target]) => typeof target.types === "string")
    .map(([subpath, { types }]) => [path.posix.join(name, subpath), [path.join(at, sourceOf(types))]]);
}

/** The emitted packages in a directory, or in a scope's directory in there. */
function packagesBelow(at) {
  if (existsSync(path.join(at, ".hookspec.json")))
    return [{ at, name: readJson(path.join(at, "package.json")).name }];
  if (!existsSync(at)) return [];
  return readdirSync(at, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .flatMap((entry) => packagesBelow(path.join(at, entry.name)));
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
