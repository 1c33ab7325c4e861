import {
  astToString,
  resolveRef,
  scanDiscriminators,
  transformSchema,
  type GlobalContext,
  type OpenAPI3,
  type OpenAPITSOptions,
} from "openapi-typescript";
import type { ApiModel } from "../../model/api-model.js";

/**
 * openapi-typescript's `paths`, `components`, `operations` and `webhooks`. The only module that knows it.
 *
 * Its transforms are called on the document that is parsed already: its default entry would bundle and lint it again, which
 * takes most of its time (3.3 s against 1 s on GitHub's API).
 */
export function openapiInterfaces({ document }: ApiModel): string {
  // The document was read and checked by `load`; openapi-typescript's type of it is only a description.
  const schema = structuredClone(document) as unknown as OpenAPI3;
  const options: OpenAPITSOptions = { silent: true };
  const context: GlobalContext = {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    conditionalEnums: false,
    dedupeEnums: false,
    // Else a member with a default would be required in a request.
    defaultNonNullable: false,
    discriminators: scanDiscriminators(schema, options),
    emptyObjectsUnknown: true,
    enum: false,
    enumValues: false,
    excludeDeprecated: false,
    exportType: false,
    generatePathParams: false,
    immutable: false,
    injectFooter: [],
    makePathsEnum: false,
    pathParamsAsTypes: false,
    postTransform: undefined,
    propertiesRequiredByDefault: false,
    readWriteMarkers: false,
    // Only its default entry reads the Redocly configuration.
    redoc: undefined as unknown as GlobalContext["redoc"],
    resolve: ($ref) => resolveRef(schema, $ref, { silent: true }),
    rootTypes: false,
    rootTypesKeepCasing: false,
    rootTypesNoSchemaPrefix: false,
    silent: true,
    transform: undefined,
    transformProperty: undefined,
  };
  return astToString(transformSchema(schema, context));
}
