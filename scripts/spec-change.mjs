// `npm run spec:change [-- --since REV] [--allow-breaking]`: from an edited spec to regenerated packages and a changeset that says
// what changed since the last release (or a commit). What a person has edited is never written over; run twice, it changes nothing.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import {
  changesetFile,
  isEdited,
  loadGenerator,
  plannedRelease,
  readRecord,
  spec,
  specHash,
  textHash,
  writeRecord,
} from "./release-state.mjs";
import { capture, root } from "./setup.mjs";
import { generate } from "./tasks.mjs";

const usage = "Usage: npm run spec:change [-- --since REV] [--allow-breaking]";

/** Ends with a reason: 1 when something was found, 2 when the call or the spec is wrong. Nothing was written. */
class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

function readArguments() {
  try {
    const options = { since: { type: "string" }, "allow-breaking": { type: "boolean" } };
    return parseArgs({ args: process.argv.slice(2), options }).values;
  } catch (error) {
    throw new Refusal(2, `${error.message.split(". ", 1)[0]}. ${usage}`);
  }
}

function commitOf(revision) {
  const { status, stdout } = capture("git", ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
  if (status === 0) return stdout.trim();
  throw new Refusal(
    2,
    `git knows no commit ${JSON.stringify(revision)}. Give a branch, a tag or a commit. ${usage}`,
  );
}

function refuseEdited({ changeset, since }) {
  const file = path.relative(root, changesetFile(changeset));
  throw new Refusal(
    1,
    `${file} was edited by hand, and the spec has changed since it was written. To keep it, have the rest told by a changeset of its own: npm run spec:change -- --since REV, the commit up to which it tells. To have it written anew${since === "released" ? "" : ` since ${since.slice(0, 12)}`}, delete it.`,
  );
}

function refuseBreaking({ changes }, since) {
  const breaking = changes.filter(({ level }) => level === "breaking").map(({ message }) => `  - ${message}`);
  throw new Refusal(
    1,
    `${spec.file} breaks users of ${since === "released" ? "the last release" : since}:\n${[...new Set(breaking)].join("\n")}\nIf that is meant, run: npm run spec:change -- --allow-breaking`,
  );
}

const isCi = () => !["", "0", "false"].includes(process.env.CI ?? "");

/** `spec-webhook`, or with a number that is free. */
function freeId() {
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? `spec-${spec.name}` : `spec-${spec.name}-${count}`;
    if (!existsSync(changesetFile(id))) return id;
  }
}

function changesetText(bump, summary, kinds) {
  const releases = kinds.map((kind) => `"@hookspec/${spec.name}-${kind}": ${bump}`);
  return `---\n${releases.join("\n")}\n---\n\n${summary.trimEnd()}\n`;
}

async function main() {
  const given = readArguments();
  const { describeChange, diffSpecs, kinds, loadSpec, openRevision } = await loadGenerator();
  const record = readRecord();
  const since = given.since === undefined ? (record.at(-1)?.since ?? "released") : commitOf(given.since);
  const entry = record.find((one) => one.since === since);
  const baseFile = since === "released" ? spec.released : `${since}:${spec.file}`;
  if (since === "released" && !existsSync(path.join(root, baseFile)))
    throw new Refusal(
      2,
      `There is no ${baseFile}: nothing was released yet. Describe the first release yourself: npm run changeset`,
    );

  const revision = await loadSpec(spec.file);
  const now = specHash(revision);
  const base = await openRevision(baseFile);
  const diff = diffSpecs(base, revision);
  const isTold = entry?.spec === now;
  if (entry !== undefined && !isTold && isEdited(entry)) refuseEdited(entry);
  if (diff.bump === "major" && isCi() && given["allow-breaking"] !== true) refuseBreaking(diff, since);

  const generated = generate([]);
  if (generated !== 0) throw new Refusal(generated, "The packages could not be generated, see above.");
  if (diff.bump === "none") {
    if (entry !== undefined && !isEdited(entry)) rmSync(changesetFile(entry.changeset));
    writeRecord(readRecord());
    console.log(`Nothing that users notice has changed between ${baseFile} and ${spec.file}.`);
    return;
  }

  const id = entry?.changeset ?? freeId();
  if (!isTold) {
    writeFileSync(
      changesetFile(id),
      changesetText(diff.bump, describeChange(base, revision, diff, spec.name), kinds),
    );
    const written = { changeset: id, since, spec: now, text: textHash(id) };
    writeRecord([...record.filter((one) => one !== entry), written]);
  }
  console.log(`\n${path.relative(root, changesetFile(id))}${isTold ? " is as it was" : ""}:\n`);
  console.log(readFileSync(changesetFile(id), "utf8"));
  const { version } = await plannedRelease();
  const declared = revision.root.info.version;
  if (version !== declared)
    console.log(
      `The next release is ${version}, and info.version of ${spec.file} is ${declared}. Make them agree.`,
    );
}

process.chdir(root);
try {
  await main();
} catch (error) {
  const isProblem = ["SpecError", "UsageError"].includes(error.name);
  if (!(error instanceof Refusal) && !isProblem) throw error;
  console.error(`spec:change: ${error.message}\nNo changeset was written.`);
  process.exitCode = isProblem ? 2 : error.code;
}
