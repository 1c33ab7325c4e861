import { describe, expect, test } from "vitest";
import { documentOf, exampleAt, schemaPlaces } from "../../../test/diff/example-document.js";
import { compareDocuments } from "../compare-documents.js";
import { diffSpecs } from "../diff-specs.js";
import { effects, plainRules, ruleIds, ruleOf, schemaRules, type Rule } from "./index.js";

const rules = plainRules.flatMap(({ rules: some }): readonly Rule[] => some);

describe("each rule is shown by its own example", () => {
  test.each(rules)("$id", ({ id, wire, at, base, revision }) => {
    const { changes } = diffSpecs(exampleAt(at, base), exampleAt(at, revision));
    expect(changes.find((change) => change.id === id)).toMatchObject({ wire });
  });

  test.each(schemaRules)(
    "$change, wherever a schema may stand",
    ({ change, effect, only, base, revision }) => {
      for (const { prefix, direction, wrap } of schemaPlaces) {
        const reads = prefix.startsWith("request-") ? "request" : "response";
        if (only !== undefined && only !== reads) continue;
        const id = `${prefix}-${change}`;
        const found = compareDocuments(documentOf(wrap(base)), documentOf(wrap(revision)));
        expect(
          found.filter((one) => one.id === id),
          `${direction} ${id}`,
        ).toMatchObject([{ direction }]);
        expect(ruleOf(id).wire).toBe(effects[effect][reads]);
      }
    },
  );
});

test("an example shows nothing that is graver than its rule", () => {
  const graver = rules.filter(({ wire, at, base, revision }) => {
    if (wire === "breaking") return false;
    const { changes } = diffSpecs(exampleAt(at, base), exampleAt(at, revision));
    return changes.some((change) => change.wire === "breaking");
  });
  expect(graver.map(({ id }) => id)).toEqual([]);
});

test("what did not change is no change", () => {
  for (const { at, base, revision } of rules) {
    for (const example of [base, revision]) {
      expect(diffSpecs(exampleAt(at, example), exampleAt(at, example))).toEqual({
        bump: "none",
        changes: [],
      });
    }
  }
});

test("ids are unique", () => {
  const all = [...rules.map(({ id }) => id), ...schemaRules.map(({ change }) => change)];
  expect(new Set(all).size).toBe(all.length);
  expect(new Set(ruleIds).size).toBe(ruleIds.length);
});
