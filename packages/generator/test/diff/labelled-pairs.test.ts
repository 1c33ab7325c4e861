import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { diffSpecs } from "../../src/diff/diff-specs.js";
import { openSpec } from "../../src/load/document.js";

/** Changes that the tests of other tools label breaking or not; not part of the repository. */
const folder = path.resolve(import.meta.dirname, "../../../../../shared/diff-pairs");

interface Labelled {
  readonly id: string;
  readonly base: string;
  readonly revision: string;
  readonly expected: "breaking" | "non-breaking";
}

/** Where we are stricter on purpose. */
const stricter: Readonly<Record<string, string>> = {
  "optic:breaking changes ruleset › valid response union type transition":
    "a response that was an object may be a number",
  "openapi-diff-java:SchemaDiffTest.addPropertyHandlingTest:schemaDiff/schema-add-property-1.yaml→schemaDiff/schema-add-property-2.yaml":
    "a member of a response is gone",
};

test.skipIf(!existsSync(folder))(
  "other tools' labels, but for two where we are stricter (needs shared/diff-pairs beside the checkout)",
  { timeout: 120_000 },
  async () => {
    const cases = JSON.parse(readFileSync(path.join(folder, "cases.json"), "utf8")) as Labelled[];
    const different: string[] = [];
    for (const { id, base, revision, expected } of cases) {
      const { changes } = diffSpecs(
        await openSpec(path.join(folder, base)),
        await openSpec(path.join(folder, revision)),
      );
      const got = changes.some(({ level }) => level === "breaking") ? "breaking" : "non-breaking";
      if (got !== expected) different.push(`${got} ${id}`);
    }
    expect(different.sort()).toEqual(
      Object.keys(stricter)
        .map((id) => `breaking ${id}`)
        .sort(),
    );
  },
);
