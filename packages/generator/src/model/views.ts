import type { NamedSchema, Schema } from "./api-model.js";
import { eachSchema, refsIn } from "./schemas.js";

/** A schema as one side sees it: what a request may send and what a response holds are not the same. */
export type View = "request" | "response";

/** Keys of the schemas whose request and response views differ, in themselves or in what they refer to. */
export function viewsDiffer(schemas: readonly Pick<NamedSchema, "key" | "schema" | "unset">[]): Set<string> {
  const differ = new Set(
    schemas.filter(({ schema, unset }) => unset !== "none" || ownViewsDiffer(schema)).map(({ key }) => key),
  );
  for (let grown = true; grown;) {
    grown = false;
    for (const { key, schema } of schemas) {
      if (differ.has(key) || ![...refsIn(schema)].some((ref) => differ.has(ref))) continue;
      differ.add(key);
      grown = true;
    }
  }
  return differ;
}

/** A required read-only member is optional in a request; a write-only one is no part of a response. */
function ownViewsDiffer(schema: Schema): boolean {
  let found = false;
  eachSchema(schema, (inner) => {
    if (inner.kind !== "object") return;
    found ||= inner.properties.some(
      (property) =>
        property.schema.writeOnly === true || (property.required && property.schema.readOnly === true),
    );
  });
  return found;
}
