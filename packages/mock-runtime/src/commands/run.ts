import { parseArgs } from "node:util";
import type { CommandIo } from "../command-io.js";
import { nearestName } from "../nearest.js";
import { clockCommands } from "./clock.js";
import { connectionCommands } from "./connections.js";
import { createControl } from "./control.js";
import { deliveryCommands } from "./deliveries.js";
import { namespaceCommands } from "./namespaces.js";
import { requestCommands } from "./requests.js";
import type { Subcommand, Values } from "./subcommand.js";

const commands: Readonly<Record<string, Subcommand>> = {
  ...namespaceCommands,
  ...clockCommands,
  ...connectionCommands,
  ...deliveryCommands,
  ...requestCommands,
};

const common = {
  url: { type: "string" },
  namespace: { type: "string" },
  token: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Asks a running mock what `argv` says. Resolves to the exit code, throws an Error for what ends it with 2. */
export async function runSubcommand(
  bin: string,
  [name = "", ...argv]: readonly string[],
  io: CommandIo,
): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new Error(unknown(name));
  const { values, positionals } = parseArgs({
    args: argv,
    options: { ...command.options, ...common },
    allowPositionals: true,
  });
  const given: Values = values;
  if (given["help"] === true) {
    io.out(helpOf(bin, name, command));
    return 0;
  }
  checkArguments(name, command, positionals);
  const text = (option: string) => {
    if (given[option] === "") throw new Error(`--${option} is empty. Pass a value, or leave it out.`);
    // A variable that is empty counts as one that is not set.
    const variable = process.env[`HOOKSPEC_${option.toUpperCase()}`] || undefined;
    return typeof given[option] === "string" ? given[option] : variable;
  };
  const control = createControl({
    url: text("url") ?? "http://127.0.0.1:4010",
    namespace: text("namespace"),
    token: text("token"),
  });
  const print = (data: unknown, lines: string | readonly string[]) => {
    for (const line of given["json"] === true ? jsonLines(data) : [lines].flat()) io.out(line);
  };
  const own = Object.entries(given).filter(([option]) => !Object.hasOwn(common, option));
  return command.run({ control, io, args: positionals, values: Object.fromEntries(own), print });
}

/** The commands, for the help of the mock's own command. */
export function listCommands(): string {
  return Object.entries(commands)
    .map(([name, { summary }]) => `  ${name.padEnd(20)} ${summary}`)
    .join("\n");
}

/** A list is an item a line; what has no answer prints nothing. */
function jsonLines(data: unknown): string[] {
  return data === undefined ? [] : [data].flat().map((one) => JSON.stringify(one));
}

function checkArguments(name: string, { parameters }: Subcommand, given: readonly string[]): void {
  const all = parameters === "" ? [] : parameters.split(" ");
  const least = all.filter((one) => !one.startsWith("[")).length;
  if (given.length >= least && given.length <= all.length) return;
  const wanted = parameters === "" ? "no arguments" : parameters;
  throw new Error(
    `${name} takes ${wanted}, and got ${given.length === 0 ? "none" : given.join(" ")}. Run ${name} --help.`,
  );
}

function unknown(name: string): string {
  const nearest = nearestName(Object.keys(commands), name);
  const meant = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  return `Unexpected argument '${name}'. Run with --help to see what is accepted.${meant}`;
}

function helpOf(bin: string, name: string, { parameters, summary, help }: Subcommand): string {
  return `Usage: ${[bin, name, parameters].filter((part) => part !== "").join(" ")} [options]

${summary.charAt(0).toUpperCase()}${summary.slice(1)}.

${help === undefined ? "" : `${help}\n`}  --url <url>          the running mock (default $HOOKSPEC_URL, else http://127.0.0.1:4010)
  --namespace <name>   the namespace to act on (default $HOOKSPEC_NAMESPACE, else default)
  --token <token>      the control token of a mock on another machine (default $HOOKSPEC_TOKEN)
  --json               print what the mock answers, as JSON; of lists one item a line
  --help               print this`;
}
