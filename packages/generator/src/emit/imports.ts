import { StructureKind, type ImportDeclarationStructure } from "ts-morph";

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
