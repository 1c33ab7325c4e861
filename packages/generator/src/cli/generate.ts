import { defineCommand } from "citty";
import { kinds, naming } from "../emit/packages.js";
import { loadSpec } from "../load/document.js";
import { formatProblem } from "../load/problems.js";
import { rangesFor } from "../workspace.js";
import { compareWithDisk, writeFiles, type Drift } from "../write.js";
import { kindsFor, nameFor, outFor, refuseUnknown, scopeFor } from "./generate-options.js";

export const generateCommand = defineCommand({
  meta: {
    name: "generate",
    description: "Write the types, client and mock server packages of an OpenAPI document",
  },
  args: {
    spec: { type: "positional", description: "OpenAPI 3.0 or 3.1 document, YAML or JSON", required: true },
    out: {
      type: "string",
      description: "Directory that receives <name>-types, <name>-client, <name>-mock-server",
      valueHint: "dir",
      required: true,
    },
    name: {
      type: "string",
      description: "Base name of the packages (default: the spec's file name)",
      valueHint: "N",
    },
    scope: { type: "string", description: "npm scope of the packages", valueHint: "@s" },
    only: { type: "string", description: `Which packages: ${kinds.join(",")}`, valueHint: "kinds" },
    check: {
      type: "boolean",
      description: "Write nothing; exit 1 and name each file that is stale, missing or orphaned",
    },
  },
  async run({ args, rawArgs }) {
    refuseUnknown(rawArgs, args._);
    const started = performance.now();
    const name = nameFor(args.spec, args.name);
    const scope = scopeFor(args.scope);
    const only = kindsFor(args.only);
    const out = outFor(args.out);
    const document = await loadSpec(args.spec);
    // The emitters bring ts-morph and ajv (300 ms): not before the spec is known to be readable.
    const { generate } = await import("../generate.js");
    const { model, packages } = generate(document, naming(name, scope, await rangesFor(out)), only);
    for (const warning of model.warnings) console.error(`warning: ${formatProblem(warning)}`);

    const files = packages.reduce((sum, one) => sum + one.files.length, 0);
    const took = () => `(${Math.round(performance.now() - started)} ms)`;
    if (args.check === true) {
      const drift = await compareWithDisk(packages, out);
      for (const { kind, path } of drift) console.log(`${kind.padEnd(8)} ${path}`);
      if (drift.length === 0)
        return console.log(
          `${count(files, "file")} of ${count(packages.length, "package")} are up to date ${took()}`,
        );
      for (const line of nextSteps(drift, args.spec)) console.error(line);
      process.exitCode = 1;
      return;
    }
    const written = await writeFiles(packages, out);
    const callbacks = model.callbacks.length === 0 ? "" : `, ${count(model.callbacks.length, "callback")}`;
    for (const { kind, path } of written) console.log(`${done[kind].padEnd(8)} ${path}`);
    console.log(
      `${count(model.operations.length, "operation")}, ${count(model.schemas.length, "schema")}, ${count(model.webhooks.length, "webhook")}${callbacks} -> ` +
        `${count(packages.length, "package")}, ${count(files, "file")}, ${written.length} changed ${took()}`,
    );
  },
});

const done: Readonly<Record<Drift["kind"], string>> = {
  missing: "added",
  stale: "changed",
  orphaned: "removed",
  stranger: "kept",
};

function nextSteps(drift: readonly Drift[], spec: string): string[] {
  const strangers = drift.filter(({ kind }) => kind === "stranger").length;
  const ours = drift.length - strangers;
  return [
    ...(ours === 0
      ? []
      : [`${count(ours, "file")} not as ${spec} wants. Run the same command without --check to write them.`]),
    ...(strangers === 0
      ? []
      : [
          `${count(strangers, "stranger")} that hookspec did not write. Move what is written by hand to another package, or delete it.`,
        ]),
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
