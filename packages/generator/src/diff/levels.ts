import { readFile } from "node:fs/promises";
import { isObject } from "../load/json.js";
import { UsageError, whyUnreadable } from "../load/problems.js";
import { didYouMean } from "../nearest.js";
import { wires, type Wire } from "./change.js";
import { ruleIds } from "./rules/index.js";

/** Reads levels of a team's own: a JSON object of rule ids, each `breaking`, `warning` or `info`. */
export async function readLevels(file: string): Promise<Readonly<Record<string, Wire>>> {
  const wrong = (why: string) =>
    new UsageError(
      `Failed to read the levels ${file}: ${why}. Give a JSON object such as { "response-success-status-added": "info" }.`,
    );
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw wrong(whyUnreadable(error));
  });
  let levels: unknown;
  try {
    levels = JSON.parse(text);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  if (!isObject(levels)) throw wrong("it is no JSON object");
  for (const [id, level] of Object.entries(levels)) {
    if (!ruleIds.includes(id))
      throw new UsageError(
        `${file} has the rule ${id}, which there is not.${didYouMean(id, ruleIds)} docs/rules.md lists them all.`,
      );
    if (!(wires as readonly unknown[]).includes(level))
      throw new UsageError(
        `${file} gives ${id} the level ${JSON.stringify(level)}; levels are ${wires.join(", ")}.`,
      );
  }
  return levels as Readonly<Record<string, Wire>>;
}
