import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { rulesDocument } from "../../src/diff/rules/document.js";

test("docs/rules.md lists the rules as they are", () => {
  const file = path.resolve(import.meta.dirname, "../../../../docs/rules.md");
  if (process.env["UPDATE_RULES"] === "1") writeFileSync(file, rulesDocument());
  expect(readFileSync(file, "utf8")).toBe(rulesDocument());
});
