import type { ParseArgsConfig } from "node:util";
import type { CommandIo } from "../command-io.js";
import type { Control } from "./control.js";

/** A command that asks a running mock something. */
export interface Subcommand {
  /** What follows its name, e.g. `<connection> [<json>]`: one word for each argument, optional ones in brackets. */
  readonly parameters: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Lines on its own options. */
  readonly help?: string;
  /** Its own options, as node:util's parseArgs takes them. */
  readonly options?: NonNullable<ParseArgsConfig["options"]>;
  /** Resolves to the exit code: 0, or 1 when what it tells is a failure. Throws what ends it with 2. */
  run(call: Call): Promise<number>;
}

/** What was given of its own options, by name. */
export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** One call of a subcommand. */
export interface Call {
  readonly control: Control;
  readonly io: CommandIo;
  /** As many as its parameters ask for; optional ones may be missing. */
  readonly args: readonly string[];
  readonly values: Values;
  /** Prints what was answered: with `--json` as it came, a list one item a line; else the lines. */
  print(data: unknown, lines: string | readonly string[]): void;
}
