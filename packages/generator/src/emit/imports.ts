import { StructureKind, type ImportDeclarationStructure } from "ts-morph";
import type { Statements } from "../print.js";

/** `import type { … } from "…"` of those names, or nothing. */
export function typeImport(
  names: ReadonlySet<string>,
  moduleSpecifier: string,
): ImportDeclarationStructure[] {
  if (names.size === 0) return [];
  return [
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      namedImports: [...names].sort(),
      moduleSpecifier,
    },
  ];
}

/** `import * as name from "…"`. */
export function importAll(namespaceImport: string, moduleSpecifier: string): ImportDeclarationStructure {
  return { kind: StructureKind.ImportDeclaration, namespaceImport, moduleSpecifier };
}

/** Parts of one file as one: each module is imported once, and what a part takes from another of them, of `./`, not at all. */
export function joined(...parts: readonly Statements[]): Statements {
  const byModule = new Map<string, ImportDeclarationStructure>();
  const rest: Statements[number][] = [];
  for (const statement of parts.flat()) {
    if (typeof statement === "string" || statement.kind !== StructureKind.ImportDeclaration) {
      rest.push(statement);
    } else if (!statement.moduleSpecifier.startsWith("./")) {
      const { moduleSpecifier } = statement;
      const names = [byModule.get(moduleSpecifier), statement].flatMap((one) => one?.namedImports ?? []);
      byModule.set(moduleSpecifier, { ...statement, namedImports: [...new Set(names)] });
    }
  }
  return [...byModule.values(), ...rest];
}
