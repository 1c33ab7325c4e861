import type { ApiModel } from "../../model/api-model.js";
import { JsonSchemas, schemaId } from "../json-schemas.js";
import { validatorModule } from "../validators.js";
import { guarded } from "./guards.js";

/** `validators.ts` of the types package: a check per schema that the API answers or sends. */
export function responseValidators(model: ApiModel): string {
  const schemas = new JsonSchemas(model.document, "response");
  const exports = guarded(model).map(({ key, name }) => {
    schemas.component(key);
    return [name, schemaId("response", key)] as const;
  });
  return validatorModule(schemas.closure(), Object.fromEntries(exports));
}
