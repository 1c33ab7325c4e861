import type { Change, SpecDiff } from "../diff/change.js";
import { ruleOf } from "../diff/rules/index.js";
import { compareDeclarations } from "../diff/source/differences.js";
import type { SpecDocument } from "../load/document.js";
import { objectOf } from "../load/json.js";
import { rewritesOf, type Rewrite } from "./migration.js";
import { statementsOf, type Statement } from "./statements.js";

/**
 * What changed between two specs as Markdown for a changelog: one sentence, then the changes, the gravest first; for each breaking
 * one why it breaks, and the emitted TypeScript before and after. `name` is that of the packages. Pure: reads and writes nothing.
 */
export function describeChange(
  base: SpecDocument,
  revision: SpecDocument,
  diff: SpecDiff,
  name: string,
): string {
  const isBreaking = diff.changes.some(({ level }) => level === "breaking");
  const declarations = isBreaking ? compareDeclarations(base, revision, name) : undefined;
  const rewrites = declarations === undefined ? undefined : rewritesOf(diff.changes, declarations);
  const items = statementsOf(diff.changes).map((statement) => item(statement, rewrites));
  return `${titleOf(base, revision)}\n\n${items.join("\n")}\n`;
}

function titleOf(base: SpecDocument, revision: SpecDocument): string {
  const [before, after] = [base, revision].map(({ root }) => objectOf(root["info"]));
  const { title, version } = after ?? {};
  const follows = before?.["version"] === version ? "" : `, after ${String(before?.["version"])}`;
  return `Version ${String(version)} of the ${String(title)}${follows}.`;
}

function item(
  { text, changes }: Statement,
  rewrites: ReadonlyMap<Change, readonly Rewrite[]> | undefined,
): string {
  const [first] = changes;
  if (first?.level === "warning") return `- **Take care:** ${text} ${ruleOf(first.id).why}`;
  if (first?.level !== "breaking") return `- ${text}`;
  const line = `- **Breaking:** ${text} ${ruleOf(first.id).why}`;
  if (rewrites === undefined) return line;
  const affected = new Map(
    changes.flatMap((change) => rewrites.get(change) ?? []).map((one) => [one.name, one]),
  );
  if (affected.size === 0) return `${line} The emitted types stay as they are: look at what is sent.`;
  const code = [...affected.values()].map(migration).join("\n\n");
  return `${line}\n\n${indented(`\`\`\`ts\n${code}\n\`\`\``)}\n`;
}

/** Longer declarations are shown by the lines that differ. */
const longest = 12;

function migration({ name, before, after }: Rewrite): string {
  const [was, is] = [before, after].map((text) => text?.split("\n") ?? ["// (there is none)"]) as [
    string[],
    string[],
  ];
  const isLong = Math.max(was.length, is.length) > longest;
  const only = (lines: string[], others: string[]) =>
    isLong ? lines.filter((line) => !others.includes(line)).map((line) => line.trim()) : lines;
  const shown = (lines: string[]) => (lines.length === 0 ? ["// (nothing more)"] : lines);
  return [`// ${name}, before`, ...shown(only(was, is)), "// after", ...shown(only(is, was))].join("\n");
}

/** Within the item of the list. */
function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
