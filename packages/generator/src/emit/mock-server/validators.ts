import type { ApiModel, Operation, Parameter } from "../../model/api-model.js";
import { camelCase, Names } from "../../model/names.js";
import { JsonSchemas } from "../json-schemas.js";
import { validatorModule } from "../validators.js";

/** Keywords that say nothing about a value. */
const annotations = [
  "description",
  "default",
  "example",
  "examples",
  "title",
  "deprecated",
  "readOnly",
  "writeOnly",
];

/** Export names of the checks: one for each request body, and for each parameter that not any text will do for. */
export class ValidatorNames {
  readonly #names = new Map<Operation | Parameter, string>();

  constructor({ operations }: Pick<ApiModel, "operations">) {
    const names = new Names();
    for (const operation of operations) {
      if (operation.body !== undefined)
        this.#names.set(operation, names.claim(camelCase(`${operation.method} body`)));
      for (const parameter of operation.parameters) {
        if (isAnyText(parameter)) continue;
        const wanted = camelCase(`${operation.method} ${parameter.in} ${parameter.name}`);
        this.#names.set(parameter, names.claim(wanted));
      }
    }
  }

  of(checked: Operation | Parameter): string | undefined {
    return this.#names.get(checked);
  }
}

function isAnyText({ jsonSchema }: Parameter): boolean {
  const says = Object.keys(jsonSchema).filter((keyword) => !annotations.includes(keyword));
  return says.every((keyword) => keyword === "type" && jsonSchema["type"] === "string");
}

/** `validators.ts` of the mock server package: a check per request body and parameter. */
export function requestValidators(model: ApiModel): string {
  const schemas = new JsonSchemas(model.document, "request");
  const names = new ValidatorNames(model);
  const own = model.operations
    .flatMap((operation) => [operation, ...operation.parameters])
    .flatMap((checked) => {
      const name = names.of(checked);
      const schema = "body" in checked ? checked.body?.jsonSchema : checked.jsonSchema;
      return name === undefined ? [] : [schemas.withId(name, schema)];
    });
  return validatorModule(
    [...schemas.closure(), ...own],
    Object.fromEntries(own.map(({ $id }) => [String($id), String($id)])),
  );
}
