import { ts } from "ts-morph";
import { expect, test } from "vitest";
import { verdictOf } from "./compatible.js";
import { readMembers, readType, type Type } from "./type.js";

/** The types that a text declares, by name. */
function typesIn(text: string): Map<string, Type> {
  const { statements } = ts.createSourceFile("a.ts", text, ts.ScriptTarget.ES2022, true);
  return new Map(
    statements.flatMap((statement): [string, Type][] => {
      if (ts.isTypeAliasDeclaration(statement))
        return [[statement.name.text, readType(statement.type, new Map())]];
      return ts.isInterfaceDeclaration(statement)
        ? [[statement.name.text, readMembers(statement.members, new Map())]]
        : [];
    }),
  );
}

/** What the change of `A` means for who sends it, and for who reads it. */
function verdicts(before: string, after: string): string {
  const known = { base: typesIn(before), revision: typesIn(after) };
  const [base, revision] = [known.base.get("A"), known.revision.get("A")];
  if (base === undefined || revision === undefined) throw new Error("A is not declared.");
  return `${verdictOf(base, revision, "request", known)} ${verdictOf(base, revision, "response", known)}`;
}

test.each([
  ["type A = string;", "type A = string;", "none none"],
  ["type A = string | number;", "type A = number | string;", "none none"],
  ["type A = string;", "type A = string | null;", "minor major"],
  ['type A = "a" | "b";', 'type A = "a";', "major minor"],
  ['type A = "a" | (string & {});', 'type A = "a" | "b" | (string & {});', "minor minor"],
  ['type A = "a";', 'type A = "a" | (string & {});', "minor major"],
  ["type A = string[];", "type A = (string | number)[];", "minor major"],
  ["type A = [string];", "type A = [string, number];", "major major"],
  ["type A = Record<string, string>;", "type A = Record<string, unknown>;", "minor major"],
  ["interface A { a: string }", "interface A { a?: string }", "minor major"],
  ["interface A { a?: string }", "interface A { a: string }", "major minor"],
  ["interface A { a?: string }", "interface A { a?: string; b?: string }", "minor minor"],
  ["interface A { a?: string }", "interface A { a?: string; b: string }", "major minor"],
  ["interface A { a?: string; b?: string }", "interface A { a?: string }", "major major"],
  ["interface A { a?: string }", "interface A { b?: string }", "major major"],
  ["interface B { a: string } type A = B;", "type A = { a: string };", "minor minor"],
  ["interface B { a: A } type A = B | null;", "interface C { a: A } type A = C | null;", "minor minor"],
  [
    "type A = Result<Success<200, string>>;",
    "type A = Result<Success<200, string> | Failure<404, string>>;",
    "minor minor",
  ],
  [
    "type A = Result<Success<200, string>>;",
    "type A = Result<Success<200, string> | Success<201, string>>;",
    "minor minor",
  ],
  [
    "type A = Result<Success<200, string>>;",
    "type A = Result<Success<200, string> | Success<201, number>>;",
    "major major",
  ],
  [
    "type A = Result<Success<200, string> | Failure<404, string>>;",
    "type A = Result<Success<200, string>>;",
    "major major",
  ],
  [
    "type A = { a: string } & ({ b: string } | { c: string });",
    "type A = { a: string; d?: string } & ({ b: string } | { c: string });",
    "minor minor",
  ],
  [
    "type A = { a: string } & ({ b: string } | { c: string });",
    "type A = { a: string } & ({ b: string } | { c: number });",
    "major major",
  ],
  ["type A = Strange<1>;", "type A = Odd<1>;", "major major"],
])("%s → %s", (before, after, expected) => expect(verdicts(before, after)).toBe(expected));
