import { createRequire } from "node:module";
import type { GlobalContext, OpenAPI3, OpenAPITSOptions } from "openapi-typescript";
import type { ApiModel } from "../../model/api-model.js";
import { preparedForOpenapiTypescript } from "./prepared-document.js";

type Entry = typeof import("openapi-typescript");

/** Its parts by name, which carry no types of their own: its index brings a linter (.2 s of processor time) that nothing here uses. */
const part = createRequire(import.meta.url);
const { astToString } = part("openapi-typescript/dist/lib/ts.cjs") as Pick<Entry, "astToString">;
const { resolveRef, scanDiscriminators } = part("openapi-typescript/dist/lib/utils.cjs") as Pick<
  Entry,
  "resolveRef" | "scanDiscriminators"
>;
const transformSchema = part("openapi-typescript/dist/transform/index.cjs") as Entry["transformSchema"];

/**
 * openapi-typescript's `paths`, `components`, `operations` and `webhooks`. The only module that knows it.
 *
 * Its transforms are called on the document that is parsed already: its default entry would bundle and lint it again, which
 * takes most of its time (3.3 s against 1 s on GitHub's API).
 */
export function openapiInterfaces(model: ApiModel): string {
  // The document was read and checked by `load`; openapi-typescript's type of it is only a description.
  const schema = preparedForOpenapiTypescript(model) as unknown as OpenAPI3;
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
  return halvedIndentation(astToString(transformSchema(schema, context)));
}

/** Four spaces a level become two, as in every other file. */
function halvedIndentation(text: string): string {
  return text.replace(/^(?: {4})+/gm, (spaces) => " ".repeat(spaces.length / 2));
}
