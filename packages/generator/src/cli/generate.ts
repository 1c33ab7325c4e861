import path from "node:path";
import { defineCommand } from "citty";
import { kinds, naming, type PackageKind } from "../emit/packages.js";
import { loadSpec } from "../load/document.js";
import { UsageError } from "../load/problems.js";
import { kebabCase } from "../model/names.js";
import { rangesFor } from "../workspace.js";
import { compareWithDisk, writeFiles, type Drift } from "../write.js";

export const generateCommand = defineCommand({
  meta: { name: "generate", description: "Write the types, client and mock server packages of an OpenAPI document" },
  args: {
    spec: { type: "positional", description: "OpenAPI 3.0 or 3.1 document, YAML or JSON", required: true },
    out: { type: "string", description: "Directory that receives <name>-types, <name>-client, <name>-mock-server", valueHint: "dir", required: true },
    name: { type: "string", description: "Base name of the packages (default: the spec's file name)", valueHint: "N" },
    scope: { type: "string", description: "npm scope of the packages", valueHint: "@s" },
    only: { type: "string", description: `Which packages: ${kinds.join(",")}`, valueHint: "kinds" },
    check: { type: "boolean", description: "Write nothing; exit 1 and name each file that is stale, missing or orphaned" },
  },
  async run({ args, rawArgs }) {
    refuseUnknown(rawArgs, args._);
    const started = performance.now();
    const options = { name: nameFor(args.spec, args.name), scope: scopeFor(args.scope), only: kindsFor(args.only) };
    const document = await loadSpec(args.spec);
    // The emitters bring ts-morph and ajv (300 ms): not before the spec is known to be readable.
    const { generate } = await import("../generate.js");
    const { model, packages } = generate(document, naming(options.name, options.scope, await rangesFor(args.out)), options.only);
    for (const warning of model.warnings) console.error(`warning: ${warning}`);

    const files = packages.reduce((sum, one) => sum + one.files.length, 0);
    const ms = () => Math.round(performance.now() - started);
    if (args.check === true) {
      const drift = await compareWithDisk(packages, args.out);
      for (const line of drift.map(driftLine)) console.log(line);
      if (drift.length === 0) console.log(`${files} files of ${packages.length} packages are up to date (${ms()} ms)`);
      else {
        console.error(`${drift.length} of ${files} files differ from ${args.spec}. Run \`hookspec generate\` without --check to write them.`);
        process.exitCode = 1;
      }
      return;
    }
    const written = await writeFiles(packages, args.out);
    for (const line of written.map(writtenLine)) console.log(line);
    console.log(
      `${model.operations.length} operations, ${model.schemas.length} schemas, ${model.webhooks.length} webhooks -> ` +
        `${packages.length} packages, ${files} files, ${written.length} changed (${ms()} ms)`,
    );
  },
});

function driftLine({ kind, path: file }: Drift): string {
  return `${kind.padEnd(8)} ${file}`;
}

function writtenLine({ kind, path: file }: Drift): string {
  return `${{ missing: "added", stale: "changed", orphaned: "removed" }[kind].padEnd(8)} ${file}`;
}

function nameFor(spec: string, given: string | undefined): string {
  const name = given ?? kebabCase(path.basename(spec).replace(/\.(ya?ml|json)$/i, "").replace(/\.openapi$/i, ""));
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return name;
  throw new UsageError(`The name is ${JSON.stringify(name)}; a name is lower-case words with dashes, such as pet-store. Give one by --name.`);
}

function scopeFor(given: string | undefined): string | undefined {
  if (given === undefined || /^@[a-z0-9][a-z0-9._-]*$/.test(given)) return given;
  throw new UsageError(`The scope is ${JSON.stringify(given)}; an npm scope starts with @, such as @acme.`);
}

function kindsFor(given: string | undefined): readonly PackageKind[] {
  if (given === undefined) return kinds;
  const asked = given.split(",").map((kind) => kind.trim());
  const unknown = asked.filter((kind) => !(kinds as readonly string[]).includes(kind));
  if (unknown.length > 0) throw new UsageError(`--only has ${unknown.map((kind) => JSON.stringify(kind)).join(", ")}; it takes a list of ${kinds.join(", ")}.`);
  return kinds.filter((kind) => asked.includes(kind));
}

/** citty takes any option silently; a typing error must not. */
function refuseUnknown(rawArgs: readonly string[], positionals: readonly string[]): void {
  const known = new Set(["out", "name", "scope", "only", "check"]);
  const unknown = rawArgs.flatMap((arg) => /^--?(?:no-)?([^=]+)/.exec(arg)?.[1] ?? []).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new UsageError(`There is no option --${unknown[0]}. The options are ${[...known].map((name) => `--${name}`).join(", ")}.`);
  if (positionals.length > 1) throw new UsageError(`One spec at a time: got ${positionals.join(", ")}.`);
}
