import { StructureKind } from "ts-morph";
import type { Statements } from "../../print.js";
import { declaration, docsOf } from "../docs.js";

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
      namedImports: ["definition"],
      moduleSpecifier: "./definition.js",
    },
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["createMockServer", `type ${mock}`],
      moduleSpecifier: "./index.js",
    },
    `export { matchers, unwrap, type MockControlClient, type MockFixtures, type MockMatchers, type NamespaceOptions, type SharedServer } from "${runtime}/vitest";`,
    // Its type is asked of the runtime: so the package is built where vitest is not installed, too.
    declaration(
      "`test` of vitest with a fresh `mock` for each test that asks for one, closed when the test is over. `test.extend({ mockOptions: … })`\n" +
        "changes how it is made. `expect(mock)` has `toHaveRequested` and `toHaveDelivered`. `server` is a fresh namespace of the server that the\n" +
        "global set-up started, `serverOptions` how it is made.",
      `export const test: ReturnType<typeof createMockTest<${mock}>> = createMockTest(createMockServer, definition);`,
    ),
  ];
}

/** The entry for vitest's `globalSetup`: one mock server for the whole run. */
export function globalSetupStatements(title: string, runtime: string): Statements {
  return [
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["createGlobalSetup as create", "type GlobalSetup", "type GlobalSetupOptions"],
      moduleSpecifier: `${runtime}/global-setup`,
    },
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["definition"],
      moduleSpecifier: "./definition.js",
    },
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["createMockServer"],
      moduleSpecifier: "./index.js",
    },
    `export type { GlobalSetup, GlobalSetupOptions } from "${runtime}/global-setup";`,
    {
      kind: StructureKind.Function,
      isExported: true,
      name: "createGlobalSetup",
      parameters: [{ name: "options", type: "GlobalSetupOptions", initializer: "{}" }],
      returnType: "GlobalSetup",
      statements: "return create(createMockServer, definition.name, options);",
      ...docsOf(
        `A global set-up of vitest that starts one mock server of the ${title} for the whole run. For options, export one of your own:\n` +
          "`export default createGlobalSetup({ strict: true })`.",
      ),
    },
    declaration("The mock server without options.", "const globalSetup: GlobalSetup = createGlobalSetup();"),
    "export default globalSetup;",
  ];
}
