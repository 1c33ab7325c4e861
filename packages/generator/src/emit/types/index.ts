import type { ApiModel } from "../../model/api-model.js";
import type { EmittedFile, Printer } from "../../print.js";
import { packageFiles } from "../package-files.js";
import type { Naming } from "../packages.js";
import { enums } from "./enums.js";
import { guards } from "./guards.js";
import { namedTypes } from "./named-types.js";
import { operationTypes } from "./operations.js";
import { openapiInterfaces } from "./openapi-interfaces.js";
import { typesReadme } from "./readme.js";
import { responseValidators } from "./validators.js";

/** The types package: what the API sends and takes, as TypeScript, and checks for values of unknown origin. */
export function emitTypes(model: ApiModel, naming: Naming, printer: Printer): EmittedFile[] {
  return packageFiles(model, naming, printer, {
    kind: "types",
    description: `TypeScript types, enum values and guards of the ${model.title}.`,
    exports: { ".": "index", "./validators": "validators", "./openapi": "openapi" },
    dependencies: {},
    lib: ["ES2022", "DOM"],
    readme: typesReadme(model, naming),
    files: [
      printer.typescript("src/index.ts", [
        'export * from "./enums.js";',
        'export * from "./guards.js";',
        'export type * from "./operations.js";',
        'export type * from "./types.js";',
      ]),
      printer.typescript("src/types.ts", orEmpty(namedTypes(model))),
      printer.typescript("src/operations.ts", orEmpty(operationTypes(model))),
      printer.typescript("src/enums.ts", orEmpty(enums(model))),
      printer.typescript("src/guards.ts", guards(model)),
      printer.code("src/validators.ts", responseValidators(model)),
      printer.code("src/openapi.ts", openapiInterfaces(model)),
    ],
  });
}

/** A file without statements would not be a module. */
function orEmpty<T>(statements: readonly T[]): readonly (T | string)[] {
  return statements.length === 0 ? ["export {};"] : statements;
}
