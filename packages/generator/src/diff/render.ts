import type { Location } from "../load/problems.js";
import { wires, type Change, type SpecDiff, type Wire } from "./change.js";

/** For programs: `{ bump, changes }`. */
export function renderJson(diff: SpecDiff): string {
  return `${JSON.stringify(diff, null, 2)}\n`;
}

/** For a terminal: a change on two lines, the gravest first, and a line that sums them up. */
export function renderText(diff: SpecDiff): string {
  const lines = diff.changes.flatMap((change) => [
    `${change.level.padEnd(8)}  ${change.message}`,
    `          ${whereOf(change)}  ${change.id} (${change.direction}; wire ${change.wire}, source ${change.source})`,
  ]);
  return `${[...lines, summary(diff)].join("\n")}\n`;
}

const headings: Readonly<Record<Wire, string>> = {
  breaking: "Breaking",
  warning: "Take care",
  info: "Compatible",
};

/** For a changelog or a pull request. */
export function renderMarkdown(diff: SpecDiff): string {
  const sections = [...wires].reverse().flatMap((level) => {
    const changes = diff.changes.filter((change) => change.level === level);
    if (changes.length === 0) return [];
    const items = changes.map(
      (change) => `- ${change.message} \`${change.id}\` (${change.direction}), ${whereOf(change)}`,
    );
    return [`## ${headings[level]}\n\n${[...new Set(items)].join("\n")}\n`];
  });
  return [...sections, `${summary(diff)}\n`].join("\n");
}

function whereOf({ location: { base, revision } }: Change): string {
  const text = ({ file, line, col }: Location) => `${file}:${line}:${col}`;
  if (base === undefined) return revision === undefined ? "" : text(revision);
  return revision === undefined ? text(base) : `${text(base)} → ${text(revision)}`;
}

function summary({ bump, changes }: SpecDiff): string {
  if (changes.length === 0) return "No changes.";
  const counts = [...wires]
    .reverse()
    .map((level) => `${changes.filter((change) => change.level === level).length} ${level}`);
  return `${changes.length} change${changes.length === 1 ? "" : "s"}: ${counts.join(", ")}. Bump: ${bump}.`;
}
