import { defineCommand } from "citty";
import { wires, type SpecDiff, type Wire } from "../diff/change.js";
import { diffSpecs } from "../diff/diff-specs.js";
import { openRevision } from "../diff/git.js";
import { readLevels } from "../diff/levels.js";
import { renderJson, renderMarkdown, renderText } from "../diff/render.js";
import { UsageError } from "../load/problems.js";
import { didYouMean } from "../nearest.js";

const renderers = { text: renderText, markdown: renderMarkdown, json: renderJson };
const limits = ["breaking", "warning"] as const satisfies readonly Wire[];

const args = {
  base: {
    type: "positional",
    description: "The spec as it was: a file, or REV:path for a git revision",
    required: true,
  },
  revision: { type: "positional", description: "The spec as it is", required: true },
  format: { type: "string", description: "text, markdown or json", valueHint: "F", default: "text" },
  "fail-on": {
    type: "string",
    description: "Exit 1 where a change is that grave, or graver: breaking or warning",
    valueHint: "level",
  },
  rules: {
    type: "string",
    description: "JSON file with levels of your own: rule id → breaking, warning or info",
    valueHint: "file",
  },
} as const;

export const diffCommand = defineCommand({
  meta: {
    name: "diff",
    description: "Say what changed between two specs, whom it breaks, and which version bump it asks for",
  },
  args,
  async run({ args: given, rawArgs }) {
    refuseUnknown(rawArgs, given._);
    const render =
      renderers[choiceOf("--format", given.format, Object.keys(renderers) as (keyof typeof renderers)[])];
    const limit =
      given["fail-on"] === undefined ? undefined : choiceOf("--fail-on", given["fail-on"], limits);
    const levels = given.rules === undefined ? {} : await readLevels(given.rules);
    const base = await openRevision(given.base);
    const diff = diffSpecs(base, await openRevision(given.revision), { levels });
    process.stdout.write(render(diff));
    if (limit !== undefined && isAsGrave(diff, limit)) process.exitCode = 1;
  },
});

function isAsGrave({ changes }: SpecDiff, limit: Wire): boolean {
  return changes.some(({ level }) => wires.indexOf(level) >= wires.indexOf(limit));
}

function choiceOf<T extends string>(option: string, given: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === given);
  if (choice !== undefined) return choice;
  throw new UsageError(`${option} is ${JSON.stringify(given)}; it takes ${choices.join(", ")}.`);
}

/** The parser of arguments takes any option, and an option without its value, silently; a typing error must not pass. */
function refuseUnknown(rawArgs: readonly string[], positionals: readonly string[]): void {
  const options = ["--format", "--fail-on", "--rules"];
  const wrong = (what: string) => new UsageError(`${what} The options are ${options.join(", ")}.`);
  let files = 0;
  for (let at = 0; at < rawArgs.length; at += 1) {
    const arg = rawArgs[at] ?? "";
    const [name = ""] = arg.split("=", 1);
    if (!arg.startsWith("-")) files += 1;
    else if (!options.includes(name)) throw wrong(`There is no option ${name}.${didYouMean(name, options)}`);
    else if (arg === name) {
      at += 1;
      if (rawArgs[at] === undefined || rawArgs[at]?.startsWith("-") === true)
        throw wrong(`${name} has no value.`);
    } else if (arg === `${name}=`) throw wrong(`${name} has no value.`);
  }
  if (files > 2) throw new UsageError(`Two specs are compared: got ${positionals.join(", ")}.`);
}
