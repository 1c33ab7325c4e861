import type { ApiModel, Operation, Response } from "../../model/api-model.js";
import { camelCase, Names, pascalCase } from "../../model/names.js";
import type { EmittedFile, Printer } from "../../print.js";
import { declaration } from "../docs.js";
import { JsonSchemas } from "../json-schemas.js";
import { Code, literal } from "../literal.js";
import { validatorModule } from "../validators.js";
import { responseKind } from "./definition.js";

const docs =
  "Holds answers against the spec: pass it as the client's option `validators`, with `validate`. Members and values that the spec\n" +
  "does not know yet pass.";

interface Checked {
  readonly operation: Operation;
  readonly response: Response;
  /** Export name of its check. */
  readonly name: string;
}

/** The answers that can be held against the spec: JSON with a schema. */
export function checkedResponses({ operations }: Pick<ApiModel, "operations">): Checked[] {
  const names = new Names();
  return operations.flatMap((operation) =>
    operation.responses
      .filter((response) => responseKind(response) === "json" && response.jsonSchema !== undefined)
      .map((response) => ({
        operation,
        response,
        name: names.claim(`check${pascalCase(camelCase(`${operation.method} ${response.status}`))}`),
      })),
  );
}

/** `checks.ts`, compiled from the spec, and `validators.ts`, which a client takes as its option. Empty where nothing can be checked. */
export function validatorFiles(model: ApiModel, printer: Printer, runtime: string): EmittedFile[] {
  const checked = checkedResponses(model);
  if (checked.length === 0) return [];
  const schemas = new JsonSchemas(model.document, "response");
  // Answers of one schema share a check: most failures are the same problem document.
  const byText = new Map<string, string>();
  const own = checked.flatMap(({ name, response }) => {
    const schema = schemas.withId(name, response.jsonSchema);
    const text = JSON.stringify({ ...schema, $id: "" });
    if (byText.has(text)) return [];
    byText.set(text, name);
    return [schema];
  });
  const checkOf = ({ response }: Checked) =>
    byText.get(JSON.stringify({ ...schemas.withId("", response.jsonSchema), $id: "" })) ?? "";
  const used = own.map(({ $id }) => String($id));
  const table = Object.fromEntries(
    model.operations.flatMap((operation) => {
      const answers = checked.filter((one) => one.operation === operation);
      const checks = answers.map((one) => [one.response.status, new Code(checkOf(one))] as const);
      return checks.length === 0 ? [] : [[operation.id, Object.fromEntries(checks)]];
    }),
  );
  return [
    printer.code(
      "src/checks.ts",
      validatorModule([...schemas.closure(), ...own], Object.fromEntries(used.map((name) => [name, name]))),
    ),
    printer.typescript("src/validators.ts", [
      `import { createValidate } from "${runtime}";`,
      `import { ${used.join(", ")} } from "./checks.js";`,
      declaration(docs, `export const validators = /* @__PURE__ */ createValidate(${literal(table)});`),
    ]),
  ];
}
