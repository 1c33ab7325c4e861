import { defineCommand, renderUsage, runCommand } from "citty";
import { formatProblem, SpecError, UsageError } from "../load/problems.js";
import { generateCommand } from "./generate.js";

const hookspec = defineCommand({
  meta: {
    name: "hookspec",
    description: "One webhook API spec becomes a types package, a fetch client and a mock server",
  },
  subCommands: {
    generate: generateCommand,
    // Loaded when asked for: generating must not wait for it.
    "check-receiver": () => import("./check-receiver.js").then((module) => module.checkReceiverCommand),
  },
});

const argv = process.argv.slice(2);
try {
  if (argv.length === 0 || argv.includes("--help") || argv.includes("-h")) {
    console.log(await usageOf(argv[0]));
    process.exitCode = argv.length === 0 ? 2 : 0;
  } else {
    await runCommand(hookspec, { rawArgs: argv });
  }
} catch (error) {
  process.exitCode = 2;
  console.error(explain(error));
}

async function usageOf(command: string | undefined): Promise<string> {
  if (command === "generate") return renderUsage(generateCommand);
  if (command === "check-receiver")
    return renderUsage((await import("./check-receiver.js")).checkReceiverCommand);
  return renderUsage(hookspec);
}

/** One or more lines that say what to do. Only a defect of our own shows its stack. */
function explain(error: unknown): string {
  if (error instanceof SpecError) {
    const count = error.problems.length;
    return `${error.problems.map(formatProblem).join("\n")}\n${count} problem${count === 1 ? "" : "s"} in the spec; nothing was written.`;
  }
  if (error instanceof UsageError) return `hookspec: ${error.message}`;
  if (error instanceof Error && error.name === "CLIError")
    return `hookspec: ${error.message}. See \`hookspec generate --help\`.`;
  return `hookspec: internal error, please report it with the spec that causes it.\n${error instanceof Error ? error.stack : String(error)}`;
}
