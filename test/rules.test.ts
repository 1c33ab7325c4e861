import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { filesBelow, inRoot, packageFolders } from "./support/repository.js";

const folders = [inRoot("test"), ...packageFolders.map((name) => inRoot("packages", name))];
const tests = folders.flatMap((folder) =>
  filesBelow(folder).flatMap((file) => (file.endsWith(".test.ts") ? [path.join(folder, file)] : [])),
);

/** Numbers that a pattern finds in a text, each once, in their order. */
function numbers(text: string, pattern: RegExp): number[] {
  return [...new Set([...text.matchAll(pattern)].map(([, number]) => Number(number)))].sort((a, b) => a - b);
}

test("each rule of docs/semantics.md has a test that bears its number, and each such test a rule", () => {
  const rules = numbers(readFileSync(inRoot("docs", "semantics.md"), "utf8"), /^(\d+)\. /gm);
  const tested = numbers(
    tests.map((file) => readFileSync(file, "utf8")).join("\n"),
    /(?:test|describe|each\([^)]*\))\(\s*["'`]rules? (\d+)/gi,
  );
  expect(rules.length).toBeGreaterThan(15);
  expect(tested).toEqual(rules);
});
