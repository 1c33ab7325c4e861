// `npm run release:rehearse`: a release as it would go, in a temporary clone of what is committed. Publishes nothing; the registry is
// only read. Versions, builds, packs and checks every package, installs the tarballs as a stranger would, runs the examples of the
// READMEs with them under Node 20, 22 and 24, and type-checks a consumer with three compilers.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import ts from "typescript";
import { capture, root } from "./setup.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "hookspec-rehearse-"));
const clone = path.join(folder, "clone");
const tarballs = path.join(folder, "tarballs");
const inClone = (...parts) => path.join(clone, ...parts);
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
const failures = [];

/** A step is over when its commands are; one that fails is told with what it said, and the next ones go on unless they need it. */
function step(title, act) {
  const started = performance.now();
  const problems = act();
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  console.log(`${problems.length === 0 ? "✓" : "✗"} ${title} (${took})`);
  for (const problem of problems) console.error(problem.replace(/^/gm, "    "));
  if (problems.length > 0) failures.push(title);
  return problems.length === 0;
}

/** What went wrong with a command; nothing, if nothing did. */
function attempt(command, args, cwd) {
  const { status, stdout, stderr, error } = capture(command, args, { cwd });
  if (status === 0) return [];
  return [
    `${[command, ...args].join(" ")} ended with ${error?.message ?? status}\n${stdout}${stderr}`.trimEnd(),
  ];
}

const task = (name, ...args) => attempt("npm", ["run", "--silent", name, "--", ...args], clone);
const manifests = () =>
  readdirSync(inClone("packages")).map((name) => readJson(inClone("packages", name, "package.json")));
const tarballOf = ({ name, version }) =>
  path.join(tarballs, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);

/** A project with nothing but the tarballs, and what examples and compilers ask for beside them. */
function projectIn(name, extra = {}) {
  const project = path.join(folder, name);
  mkdirSync(project);
  const dependencies = Object.fromEntries(manifests().map((one) => [one.name, `file:${tarballOf(one)}`]));
  const { version: vitest } = readJson(path.join(root, "node_modules", "vitest", "package.json"));
  const { version: node } = readJson(path.join(root, "node_modules", "@types", "node", "package.json"));
  const devDependencies = { "@types/node": node, vitest };
  const manifest = { private: true, type: "module", dependencies, devDependencies, ...extra };
  writeFileSync(path.join(project, "package.json"), JSON.stringify(manifest, null, 2));
  return project;
}

function installWithNpm() {
  const project = projectIn("npm");
  return attempt(
    "npm",
    ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"],
    project,
  );
}

/** pnpm asks the registry for what the tarballs depend on, unless it is told that these are the same packages. */
function installWithPnpm() {
  const overrides = Object.fromEntries(manifests().map((one) => [one.name, `file:${tarballOf(one)}`]));
  const project = projectIn("pnpm", { pnpm: { overrides } });
  const args = ["install", "--ignore-workspace", "--prefer-offline", "--ignore-scripts"];
  const imports = manifests().map(({ name }) => `await import(${JSON.stringify(name)});`);
  const problems = attempt("pnpm", args, project);
  return problems.length > 0
    ? problems
    : attempt("node", ["--input-type=module", "--eval", imports.join("\n")], project);
}

/** The examples of the READMEs, those of the packages as they were packed. */
function examples(project) {
  const readmes = [
    ["hookspec", inClone("README.md")],
    ...manifests().map(({ name }) => [
      name.split("/")[1],
      path.join(project, "node_modules", name, "README.md"),
    ]),
  ];
  const fence = /^(<!-- not run:.*-->\n)?```([tj]s)\n([\s\S]*?)^```$/gm;
  return readmes.flatMap(([name, file]) =>
    [...readFileSync(file, "utf8").matchAll(fence)]
      .filter(([, notRun]) => notRun === undefined)
      .map(([, , language, code], index) => ({ name: `readme-${name}-${index + 1}`, language, code })),
  );
}

/** Writes them as programs: what TypeScript checks, and what Node runs. */
function writeExamples(project) {
  cpSync(inClone("specs"), path.join(project, "specs"), { recursive: true });
  copyFileSync(inClone("test", "fixtures", "pets.yaml"), path.join(project, "specs", "pets.yaml"));
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  };
  return examples(project).map(({ name, language, code }) => {
    if (language === "ts") writeFileSync(path.join(project, `${name}.mts`), code);
    writeFileSync(
      path.join(project, `${name}.mjs`),
      ts.transpileModule(code, { compilerOptions }).outputText,
    );
    return { name, language };
  });
}

/** The Nodes, from the packages that the npm package `node` brings for a platform; called by path, so that none shadows our own. */
function installNodes() {
  const at = path.join(folder, "nodes");
  mkdirSync(at);
  writeFileSync(path.join(at, "package.json"), '{ "private": true }');
  const platform = process.platform === "win32" ? "win" : process.platform;
  const wanted = [20, 22, 24].map((major) => `node-${major}@npm:node-${platform}-${process.arch}@${major}`);
  return attempt(
    "npm",
    ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", ...wanted],
    at,
  );
}

function typeCheck(compiler, project, programs) {
  const at = path.dirname(inClone("test", "node_modules", compiler, "package.json"));
  const { bin } = readJson(path.join(at, "package.json"));
  const names = readdirSync(inClone("test", "types"));
  for (const name of names) copyFileSync(inClone("test", "types", name), path.join(project, name));
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    types: ["node"],
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  };
  const files = [
    ...names,
    ...programs.flatMap(({ name, language }) => (language === "ts" ? [`${name}.mts`] : [])),
  ];
  writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  return attempt("node", [path.join(at, bin.tsc), "-p", project, "--pretty", "false"], project);
}

function rehearse() {
  const isCloned =
    step("clone what is committed", () => attempt("git", ["clone", "--quiet", root, clone], folder)) &&
    step("install, apply the changesets, regenerate", () => task("release:version")) &&
    step("the release is in order", () => task("release:check")) &&
    step("pack every package; publint, attw", () => task("packages", tarballs));
  if (!isCloned) return;

  const project = path.join(folder, "npm");
  step("install the tarballs into an empty project with pnpm, import them", installWithPnpm);
  if (!step("install the tarballs into an empty project with npm", installWithNpm)) return;
  const programs = writeExamples(project);
  if (step("fetch Node 20, 22 and 24", installNodes)) {
    for (const major of [20, 22, 24]) {
      const node = path.join(folder, "nodes", "node_modules", `node-${major}`, "bin", "node");
      const { stdout } = capture(node, ["--version"], { cwd: folder });
      step(`${programs.length} examples of the READMEs on Node ${stdout.trim()}`, () =>
        programs.flatMap(({ name }) => attempt(node, [`${name}.mjs`], project)),
      );
    }
  }
  for (const compiler of ["typescript-5.9", "typescript", "typescript-7"]) {
    const { version } = readJson(inClone("test", "node_modules", compiler, "package.json"));
    step(`a consumer compiles with TypeScript ${version}`, () => typeCheck(compiler, project, programs));
  }

  console.log("\nWould be published:");
  for (const { name, version, size, unpackedSize, files } of readJson(path.join(tarballs, "packed.json"))) {
    const kb = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;
    console.log(`  ${name}@${version}  ${kb(size)} packed, ${kb(unpackedSize)} in ${files} files`);
  }
}

if (capture("git", ["status", "--porcelain"]).stdout !== "")
  console.log("There are changes that are not committed; the release is rehearsed without them.");
try {
  rehearse();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  failures.length === 0
    ? "\nThe release would go through."
    : `\nThe release would fail: ${failures.join("; ")}.`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
