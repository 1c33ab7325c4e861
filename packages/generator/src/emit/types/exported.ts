import type { ApiModel } from "../../model/api-model.js";
import { enumNames } from "./enums.js";
import { operationTypeNames } from "./operations.js";

/** Names of all types that the types package exports. */
export function exportedTypes(model: ApiModel): string[] {
  return [...schemaTypes(model), ...operationTypeNames(model).all];
}

/** Those of the component schemas. */
export function schemaTypes(model: Pick<ApiModel, "schemas">): string[] {
  return [
    ...model.schemas.flatMap(({ name, inputName }) => [
      name,
      ...(inputName === undefined ? [] : [inputName]),
    ]),
    ...[...enumNames(model).values()].map(({ known }) => known),
  ];
}
