import type { ApiModel, Operation, Parameter } from "../../model/api-model.js";
import { camelCase } from "../../model/names.js";
import { JsonSchemas } from "../json-schemas.js";
import { validatorModule } from "../validators.js";

/** Export name of the check of an operation's request body. */
export function bodyValidator({ method }: Pick<Operation, "method">): string {
  return camelCase(`${method} body`);
}

/** Export name of the check of one parameter, `undefined` where any text will do. */
export function parameterValidator({ method }: Pick<Operation, "method">, { jsonSchema, in: place, name }: Parameter): string | undefined {
  const says = Object.keys(jsonSchema).filter((keyword) => !["description", "default", "example", "examples", "title", "deprecated"].includes(keyword));
  const anyText = says.every((keyword) => keyword === "type") && jsonSchema["type"] === "string";
  return anyText || says.length === 0 ? undefined : camelCase(`${method} ${place} ${name}`);
}

/** `validators.ts` of the mock server package: a check per request body and parameter. */
export function requestValidators(model: ApiModel): string {
  const schemas = new JsonSchemas(model.document, "request");
  const own = model.operations.flatMap((operation) => [
    ...(operation.body === undefined ? [] : [[bodyValidator(operation), operation.body.jsonSchema] as const]),
    ...operation.parameters.flatMap((parameter) => {
      const name = parameterValidator(operation, parameter);
      return name === undefined ? [] : [[name, parameter.jsonSchema] as const];
    }),
  ]);
  const rewritten = own.map(([name, raw]) => schemas.withId(name, raw));
  return validatorModule([...schemas.closure(), ...rewritten], Object.fromEntries(own.map(([name]) => [name, name])));
}
