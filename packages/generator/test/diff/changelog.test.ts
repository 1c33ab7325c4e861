import { expect, test } from "vitest";
import { describeChange } from "../../src/change/describe-change.js";
import { diffSpecs } from "../../src/diff/diff-specs.js";
import { isThere, stateOf, statesThatWere } from "./evolution.js";

test.skipIf(!isThere)(
  "three years of the Webhook API as a changelog that a person would believe (needs shared/evolution beside the checkout)",
  { timeout: 300_000 },
  () => {
    const documents = statesThatWere().map(({ file }) => ({ file, document: stateOf(file) }));
    const started = performance.now();
    const entries = documents.slice(1).map(({ file, document }, index) => {
      const base = documents[index]?.document ?? document;
      const diff = diffSpecs(base, document);
      return { file, bump: diff.bump, text: describeChange(base, document, diff, "webhook") };
    });
    const ms = (performance.now() - started) / entries.length;
    console.log(
      `${entries.map(({ file, bump, text }) => `## ${file.slice(0, 14)} (${bump})\n\n${text}`).join("\n")}`,
    );
    console.log(`${ms.toFixed(1)} ms a transition: diff, source verdict and changelog`);

    expect(entries).toHaveLength(97);
    const entry = (at: string) => entries.find(({ file }) => file.startsWith(at))?.text;
    expect(entry("007")).toContain("- New optional members: `Webhook.");
    expect(entry("016")).toContain(
      "- New operations: `PUT /unified/webhook/{id}/trigger`, `PATCH /unified/webhook/{id}/trigger`.\n",
    );
    expect(entry("023")).toContain("- New value of `Webhook.event`: `deleted`.\n");
    expect(entry("064")).toContain("- **Breaking:** `Webhook.meta` is no longer part of responses.");
    expect(entry("064")).toContain("// Webhook.meta, before\n  meta?: ");
    // Each says something, and says it once.
    const items = entries.map(({ text }) => text.split("\n").filter((line) => line.startsWith("- ")));
    expect(items.filter((lines) => lines.length === 0)).toEqual([]);
    expect(items.filter((lines) => new Set(lines).size !== lines.length)).toEqual([]);
  },
);
