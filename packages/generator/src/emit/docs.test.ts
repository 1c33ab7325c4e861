import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { printed } from "../../test/model-of.js";
import { declaration, docComment, docsOf, schemaDocs } from "./docs.js";
import { StructureKind } from "ts-morph";

test.each([
  [undefined, ""],
  ["One line.", "/** One line. */\n"],
  ["Two\n\nlines.", "/**\n * Two\n *\n * lines.\n */\n"],
  ["Closed */ early", "/** Closed *\\/ early */\n"],
  ["From\r\nWindows\rand before", "/**\n * From\n * Windows\n * and before\n */\n"],
])("%j as a comment", (text, comment) => {
  expect(docComment(text)).toBe(comment);
});

test("what a schema says: description, notes, constraints, default, three examples, deprecated", () => {
  const constraints = { format: "int32", pattern: "a\nb", minimum: 1, uniqueItems: true };
  const docs = {
    description: " Its size. ",
    default: 5,
    examples: [1, 2, 3, 4],
    deprecated: true,
    constraints,
  };
  expect(schemaDocs(docs, ["In metres."])).toBe(
    "Its size.\nIn metres.\n@format int32\n@pattern a b\n@minimum 1\n@uniqueItems true\n" +
      "@default 5\n@example 1\n@example 2\n@example 3\n@deprecated",
  );
  expect(schemaDocs({})).toBeUndefined();
});

test("no text of a spec leaves its comment, written by hand or by ts-morph", () => {
  const nasty = fc
    .array(
      fc.constantFrom("*/", "/*", "*", "/", "\n", "\r", "\u2028", "`", "${x}", "@", " ", "a", "//", "\\"),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(nasty, (text) => {
      const source = printed([
        declaration(text, "export const a = 1;"),
        {
          kind: StructureKind.Interface,
          name: "B",
          properties: [{ name: "c", type: "string", ...docsOf(text) }],
          ...docsOf(text),
        },
      ]);
      const file = ts.createSourceFile("a.ts", source, ts.ScriptTarget.ES2022);
      expect(file.statements.map(({ kind }) => kind)).toEqual([
        ts.SyntaxKind.VariableStatement,
        ts.SyntaxKind.InterfaceDeclaration,
      ]);
      expect((file.statements[1] as ts.InterfaceDeclaration).members).toHaveLength(1);
    }),
    { numRuns: 60 },
  );
});
