import { stripVTControlCharacters } from "node:util";
import { defineCommand, renderUsage, runCommand } from "citty";
import { SpecError, UsageError } from "../load/problems.js";
import { didYouMean } from "../nearest.js";
import { ownVersion } from "../workspace.js";
import { generateCommand } from "./generate.js";

const commands = {
  generate: generateCommand,
  // Loaded when asked for: generating must not wait for it.
  "check-receiver": () => import("./check-receiver.js").then((module) => module.checkReceiverCommand),
  diff: () => import("./diff.js").then((module) => module.diffCommand),
};

const meta = {
  name: "hookspec",
  description: "One webhook API spec becomes a types package, a fetch client and a mock server",
};
const overview = defineCommand({ meta, subCommands: commands });

/** Runs the command with what follows its name, and leaves the outcome in `process.exitCode`. Never rejects. */
export async function hookspec(argv: readonly string[]): Promise<void> {
  const [name = "", ...rest] = argv;
  try {
    if (argv.length === 0 || isHelp(name)) {
      console.log(fit(await renderUsage(overview), process.stdout));
      process.exitCode = argv.length === 0 ? 2 : 0;
    } else if (name === "--version") {
      console.log(await ownVersion());
    } else {
      checkCommand(name);
      if (rest.some(isHelp)) console.log(fit(await usageOf(name), process.stdout));
      else await runCommand(overview, { rawArgs: [...argv] });
    }
  } catch (error) {
    process.exitCode = 2;
    console.error(fit(explain(error, name), process.stderr));
  }
}

function isHelp(arg: string): boolean {
  return arg === "--help" || arg === "-h";
}

async function usageOf(name: keyof typeof commands): Promise<string> {
  switch (name) {
    case "generate":
      return renderUsage(commands.generate, { meta });
    case "check-receiver":
      return renderUsage(await commands[name](), { meta });
    case "diff":
      return renderUsage(await commands[name](), { meta });
  }
}

function checkCommand(name: string): asserts name is keyof typeof commands {
  if (Object.hasOwn(commands, name)) return;
  const known = Object.keys(commands);
  const what = name.startsWith("-") ? "option" : "command";
  throw new UsageError(
    `There is no ${what} ${name}.${didYouMean(name, known)} The commands are ${known.join(", ")}. See \`hookspec --help\`.`,
  );
}

/** Colour is for terminals, and there only for those who have not declined it. */
function fit(text: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY && !process.env["NO_COLOR"] ? text : stripVTControlCharacters(text);
}

/** One or more lines that say what to do. Only a defect of our own shows its stack. */
function explain(error: unknown, command: string): string {
  if (error instanceof SpecError) {
    const count = error.problems.length + error.omitted;
    return `${error.message}\n${count} problem${count === 1 ? "" : "s"} in the spec; nothing was written.`;
  }
  if (error instanceof UsageError) return `hookspec: ${error.message}`;
  if (error instanceof Error && error.name === "CLIError")
    return `hookspec: ${error.message.replace(/\.$/, "")}. See \`hookspec ${command} --help\`.`;
  return `hookspec: internal error, please report it with the spec that causes it.\n${error instanceof Error ? error.stack : String(error)}`;
}
