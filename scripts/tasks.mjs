import { run } from "./setup.mjs";

const turbo = (...args) =>
  run("turbo", ["run", ...args, "--output-logs=errors-only", "--log-order=grouped"], { quiet: true });

/** Runs the steps in turn until one fails; gives its exit code. */
function inTurn(...steps) {
  for (const step of steps) {
    const status = step();
    if (status !== 0) return status;
  }
  return 0;
}

const build = () => turbo("build");

/** The repository's tasks by name. Each takes the arguments after it and gives an exit code. */
export const tasks = {
  generate: (args) =>
    inTurn(
      () => turbo("build", "--filter=@hookspec/generator"),
      () =>
        run("node", [
          "packages/generator/bin/hookspec.js",
          "generate",
          "specs/webhook.yaml",
          "--out",
          "packages",
          "--name",
          "webhook",
          "--scope",
          "@hookspec",
          ...args,
        ]),
    ),
  build,
  "check-types": () => turbo("check-types"),
  unit: (args) => inTurn(build, () => run("vitest", ["run", ...args])),
  lint: () =>
    inTurn(
      () => run("oxlint", ["--deny-warnings"]),
      () => run("oxfmt", ["--check", "."]),
    ),
  "lint:spec": (args) => run("node", ["scripts/lint-spec.mjs", ...args]),
  unused: () => run("knip", []),
  format: () => run("oxfmt", ["."]),
  packages: () => inTurn(build, () => run("node", ["scripts/check-packages.mjs"])),
  changeset: (args) => run("changeset", args),
  "version-packages": () =>
    inTurn(
      () => run("changeset", ["version"]),
      () => tasks.generate([]),
    ),
};
