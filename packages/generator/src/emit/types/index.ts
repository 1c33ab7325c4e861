import type { ApiModel } from "../../model/api-model.js";
import type { EmittedFile, Printer } from "../../print.js";
import { packageFiles, siblings } from "../package-files.js";
import type { Naming } from "../packages.js";
import { enums, isNamedEnum } from "./enums.js";
import { guarded, guards } from "./guards.js";
import { namedTypes } from "./named-types.js";
import { openapiInterfaces } from "./openapi-interfaces.js";
import { responseValidators } from "./validators.js";

/** The types package: what the API sends and takes, as TypeScript, and checks for values of unknown origin. */
export function emitTypes(model: ApiModel, naming: Naming, printer: Printer): EmittedFile[] {
  return packageFiles(model, naming, printer, {
    kind: "types",
    description: `TypeScript types, enum values and guards of the ${model.title}.`,
    exports: { ".": "index", "./validators": "validators", "./openapi": "openapi" },
    dependencies: {},
    lib: ["ES2022", "DOM"],
    readme: readme(model, naming),
    files: [
      printer.typescript("src/index.ts", ['export * from "./enums.js";', 'export * from "./guards.js";', 'export type * from "./types.js";']),
      printer.typescript("src/types.ts", orEmpty(namedTypes(model))),
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

function readme(model: ApiModel, naming: Naming): string {
  const name = naming.packageName("types");
  const [main] = model.resources.map((resource) => model.schemas.find(({ key }) => key === resource.name));
  const guard = main ?? guarded(model)[0];
  const named = model.schemas.find(isNamedEnum);
  const imports = [
    ...(guard === undefined ? [] : [`is${guard.name}`, `type ${guard.name}`]),
    ...(named === undefined ? [] : [`${named.name.charAt(0).toLowerCase()}${named.name.slice(1)}Values`]),
  ];
  return `# ${name}

TypeScript types, enum values and guards of the ${model.title}.

\`\`\`ts
import { ${imports.join(", ")} } from "${name}";

${guard === undefined ? "" : `const value: unknown = JSON.parse("{}");\nconst found: ${guard.name} | undefined = is${guard.name}(value) ? value : undefined;\nconsole.log(found);`}
${named === undefined ? "" : `console.log(${imports.at(-1)}.length);`}
\`\`\`

- Each component schema is a type of its own; enums come with an array of their values (\`…Values\`) and a guard (\`is…\`).
- Enums that the API keeps extending take any string, and still complete the known ones.
- Guards accept members and enum values that the spec does not know yet.
- \`${name}/openapi\` holds the whole document as openapi-typescript's \`paths\`, \`components\`, \`operations\` and \`webhooks\`.

Beside it, generated from the same spec and versioned together:

${siblings(naming, "types")}
`;
}
