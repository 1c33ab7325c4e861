import { StructureKind } from "ts-morph";
import type { Statements } from "../../print.js";
import { declaration } from "../docs.js";

/** The entry for vitest: a `test` that hands out mocks. */
export function vitestStatements(mock: string, runtime: string): Statements {
  return [
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["createMockTest"],
      moduleSpecifier: `${runtime}/vitest`,
    },
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["createMockServer", `type ${mock}`],
      moduleSpecifier: "./index.js",
    },
    `export { matchers, type MockFixtures, type MockMatchers } from "${runtime}/vitest";`,
    // Its type is asked of the runtime: so the package is built where vitest is not installed, too.
    declaration(
      "`test` of vitest with a fresh `mock` for each test that asks for one, closed when the test is over. `test.extend({ mockOptions: … })`\n" +
        "changes how it is made. `expect(mock)` has `toHaveRequested` and `toHaveDelivered`.",
      `export const test: ReturnType<typeof createMockTest<${mock}>> = createMockTest(createMockServer);`,
    ),
  ];
}
