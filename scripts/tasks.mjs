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
const buildGenerator = () => turbo("build", "--filter=@hookspec/generator");
const script = (name, args = []) => run("node", [`scripts/${name}.mjs`, ...args]);

/** Each spec and the base name of its packages. */
const specs = { "specs/webhook.yaml": "webhook", "specs/control.yaml": "mock-control" };

/** All of them, also after one that failed: `--check` shall name every file. Gives the worst exit code. */
export function generate(args) {
  const command = ["packages/generator/bin/hookspec.js", "generate"];
  const codes = Object.entries(specs).map(([spec, name]) =>
    run("node", [...command, spec, "--out", "packages", "--name", name, "--scope", "@hookspec", ...args]),
  );
  return Math.max(...codes);
}

/** The repository's tasks by name. Each takes the arguments after it and gives an exit code. */
export const tasks = {
  generate: (args) => inTurn(buildGenerator, () => generate(args)),
  build,
  "check-types": () => turbo("check-types"),
  unit: (args) => inTurn(build, () => run("vitest", ["run", ...args])),
  lint: () =>
    inTurn(
      () => run("oxlint", ["--deny-warnings"]),
      () => run("oxfmt", ["--check", "."]),
    ),
  "lint:spec": (args) => script("lint-spec", args),
  unused: () => run("knip", []),
  format: () => run("oxfmt", ["."]),
  packages: (args) => inTurn(build, () => script("check-packages", args)),
  changeset: (args) => run("changeset", args),
  "spec:change": (args) => inTurn(buildGenerator, () => script("spec-change", args)),
  "release:check": () => inTurn(buildGenerator, () => script("check-release")),
  "release:version": () => inTurn(buildGenerator, () => script("release-version")),
  "release:rehearse": () => script("release-rehearse"),
};
