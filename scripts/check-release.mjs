// Whether what is here could be released: every change of the spec is told by a changeset that is large enough, and the packages of
// a group have one version. Exits with 1 and the command to run where that does not hold.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { isAtLeast, loadGenerator, plannedRelease, readRecord, spec, specHash } from "./release-state.mjs";
import { root } from "./setup.mjs";

const readJson = (...parts) => JSON.parse(readFileSync(path.join(root, ...parts), "utf8"));

function groupProblems() {
  const versions = new Map(
    readdirSync(path.join(root, "packages")).map((folder) => {
      const { name, version } = readJson("packages", folder, "package.json");
      return [name, version];
    }),
  );
  return readJson(".changeset", "config.json").fixed.flatMap((group) => {
    if (new Set(group.map((name) => versions.get(name))).size === 1) return [];
    const found = group.map((name) => `${name} ${versions.get(name)}`).join(", ");
    return `Packages of one group have one version, these do not: ${found}. Set them to the version of the last release, then run: npm run release:version`;
  });
}

async function specProblems() {
  if (!existsSync(path.join(root, spec.released))) return [];
  const { diffSpecs, openSpec } = await loadGenerator();
  const revision = await openSpec(spec.file);
  const { bump } = diffSpecs(await openSpec(spec.released), revision);
  const { type } = await plannedRelease();
  const last = readRecord().at(-1);
  if (!isAtLeast(type, bump))
    return [
      `${spec.file} has changed since the last release so that the next one is ${bump}; the changesets ask for ${type}. Run: npm run spec:change`,
    ];
  if (bump !== "none" && last !== undefined && last.spec !== specHash(revision))
    return [
      `${spec.file} has changed since .changeset/${last.changeset}.md was written from it. Run: npm run spec:change`,
    ];
  return [];
}

process.chdir(root);
const problems = [...groupProblems(), ...(await specProblems())];
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log("Every change of the spec is told, and each group has one version.");
process.exitCode = problems.length === 0 ? 0 : 1;
