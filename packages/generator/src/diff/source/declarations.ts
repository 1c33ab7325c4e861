import { ts } from "ts-morph";
import { clientStatements } from "../../emit/client/client.js";
import { deliveryStatements, isSigned } from "../../emit/client/delivery.js";
import { checkedResponses } from "../../emit/client/validators.js";
import { enums } from "../../emit/types/enums.js";
import { guards } from "../../emit/types/guards.js";
import { namedTypes } from "../../emit/types/named-types.js";
import { mockTypeNames, operationTypeStatements } from "../../emit/mock-server/operation-types.js";
import { kinds, type PackageKind } from "../../emit/packages.js";
import type { ApiModel } from "../../model/api-model.js";
import { Printer } from "../../print.js";
import { readFunction, readMembers, readType, type Type } from "./type.js";

/** What a package exports under a name. */
export interface Declaration {
  readonly name: string;
  readonly package: PackageKind;
  readonly type: Type;
  /** The values of an exported list, in their order. */
  readonly values: readonly string[] | undefined;
  /** As it is emitted. */
  readonly node: ts.Statement;
}

/** Comments declare nothing, and reading them takes a tenth of the time. */
const parsing = {
  languageVersion: ts.ScriptTarget.ES2022,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
} as const;

/** The exported declarations of the emitted packages, read from the very text that is emitted. */
export function declarationsOf(model: ApiModel): ReadonlyMap<string, Declaration> {
  const printer = new Printer(model.source);
  const delivery = isSigned(model.delivery)
    ? deliveryStatements(model.delivery, model, "types", "runtime")
    : [];
  const mock = mockTypeNames(model);
  const texts = {
    types: [enums(model), namedTypes(model), guards(model)],
    client: [clientStatements(model, "types", "runtime", checkedResponses(model).length > 0), delivery],
    "mock-server": [operationTypeStatements(model, mock, "types", "runtime")],
  };
  const found = new Map<string, Declaration>();
  const constants = new Map<string, readonly string[]>();
  for (const kind of kinds) {
    for (const [index, statements] of texts[kind].entries()) {
      const { text } = printer.typescript(`${kind}-${index}.ts`, statements);
      for (const statement of ts.createSourceFile(`${kind}.ts`, text, parsing, true).statements) {
        for (const one of exportsOf(statement, constants))
          found.set(one.name, { ...one, package: kind, node: statement });
      }
    }
  }
  // What overrides take and give is made of the same types as the client's arguments and results, the other way round.
  found.delete(mock.operations);
  return found;
}

function exportsOf(
  statement: ts.Statement,
  constants: Map<string, readonly string[]>,
): Omit<Declaration, "package" | "node">[] {
  const isExported =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  // What an interface extends comes from a runtime, and is the same on both sides.
  if (ts.isInterfaceDeclaration(statement))
    return [
      { name: statement.name.text, type: readMembers(statement.members, constants), values: undefined },
    ];
  if (ts.isTypeAliasDeclaration(statement))
    return [{ name: statement.name.text, type: readType(statement.type, constants), values: undefined }];
  if (ts.isFunctionDeclaration(statement))
    return [
      {
        name: statement.name?.text ?? "default",
        type: readFunction(statement, constants),
        values: undefined,
      },
    ];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.map((declaration) => {
    const name = declaration.name.getText();
    const values = valuesOf(declaration.initializer);
    constants.set(name, values);
    return { name, type: { kind: "plain", name: "list of values" }, values };
  });
}

/** The items of `[…] as const`. */
function valuesOf(node: ts.Expression | undefined): readonly string[] {
  const list = node !== undefined && ts.isAsExpression(node) ? node.expression : node;
  return list !== undefined && ts.isArrayLiteralExpression(list)
    ? list.elements.map((element) => element.getText())
    : [];
}
