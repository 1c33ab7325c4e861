// `npm run release:version`: applies the changesets, makes the spec "the last release", and regenerates.
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { spec, writeRecord } from "./release-state.mjs";
import { root, run } from "./setup.mjs";
import { generate } from "./tasks.mjs";

/** What was told of the spec stands in the changelogs now. */
function keepReleasedSpec() {
  const released = path.join(root, spec.released);
  mkdirSync(path.dirname(released), { recursive: true });
  copyFileSync(path.join(root, spec.file), released);
  writeRecord([]);
}

process.exitCode = run("node", ["scripts/check-release.mjs"]) || run("changeset", ["version"]);
if (process.exitCode === 0) {
  keepReleasedSpec();
  process.exitCode = generate([]);
}
