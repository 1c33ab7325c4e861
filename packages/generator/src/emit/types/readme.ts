import type { ApiModel, NamedSchema } from "../../model/api-model.js";
import { siblings } from "../package-files.js";
import type { Naming } from "../packages.js";
import { enumNames, isNamedEnum } from "./enums.js";
import { guarded } from "./guards.js";

/** README of the types package. */
export function typesReadme(model: ApiModel, naming: Naming): string {
  const name = naming.packageName("types");
  return `# ${name}

TypeScript types, enum values and guards of the ${model.title}.

\`\`\`ts
${example(model, name)}
\`\`\`

- Each component schema is a type of its own; enums come with an array of their values (\`…Values\`) and a guard (\`is…\`).
- So are each operation's parameters, body and answers (\`GetPetParameters\`, \`GetPetBody\`, \`GetPet200Response\`), and each webhook's payload (\`…Webhook\`).
- Enums that the API keeps extending take any string, and still complete the known ones.
- Guards accept members and enum values that the spec does not know yet.
- \`${name}/openapi\` holds the whole document as openapi-typescript's \`paths\`, \`components\`, \`operations\` and \`webhooks\`.

Beside it, generated from the same spec and versioned together:

${siblings(model, naming, "types")}
`;
}

interface Use {
  readonly imports: readonly string[];
  readonly lines: readonly string[];
}

/** Uses what the package has: a guard, an enum, or the whole document's types, which are always there. */
function example(model: ApiModel, name: string): string {
  const uses = [guardUse(model), enumUse(model)].filter((use) => use !== undefined);
  if (uses.length === 0)
    return `import type { paths } from "${name}/openapi";\n\nexport type Path = keyof paths;`;
  const imports = uses.flatMap((use) => use.imports).join(", ");
  return [`import { ${imports} } from "${name}";`, ...uses.map(({ lines }) => lines.join("\n"))].join("\n\n");
}

function guardUse(model: ApiModel): Use | undefined {
  const schemas = guarded(model);
  const isMain = ({ key }: NamedSchema) => key === model.resources[0]?.name;
  const schema = schemas.find(isMain) ?? schemas[0];
  if (schema === undefined) return undefined;
  return {
    imports: [`is${schema.name}`, `type ${schema.name}`],
    lines: [
      `export function read${schema.name}(text: string): ${schema.name} {`,
      "  const value: unknown = JSON.parse(text);",
      `  if (is${schema.name}(value)) return value;`,
      `  throw new TypeError("This is no ${schema.name}.");`,
      "}",
    ],
  };
}

function enumUse(model: ApiModel): Use | undefined {
  const schema = model.schemas.find(isNamedEnum);
  const names = schema === undefined ? undefined : enumNames(model).get(schema.key);
  if (schema === undefined || names === undefined) return undefined;
  return { imports: [names.values], lines: [`console.log(${names.values}.join(", "));`] };
}
