import type { ValidationError, Validator } from "../src/definition.js";

/** The few keywords of JSON Schema that the definitions of these tests need, with errors in the shape of compiled ajv code. */
export interface Schema {
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean";
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: "date-time" | "uri";
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

export function validatorOf(schema: Schema): Validator {
  const validate: Validator = (value) => {
    const errors = errorsOf(schema, value, "", "#");
    validate.errors = errors.length > 0 ? errors : null;
    return errors.length === 0;
  };
  return validate;
}

function errorsOf(
  schema: Schema,
  value: unknown,
  instancePath: string,
  schemaPath: string,
): ValidationError[] {
  const errors: ValidationError[] = [];
  const fail = (keyword: string, params: Record<string, unknown>, message = "does not fit") =>
    errors.push({ instancePath, schemaPath: `${schemaPath}/${keyword}`, keyword, params, message });
  const members = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

  if (schema.type !== undefined && !hasType(value, schema.type)) {
    fail("type", { type: schema.type });
    return errors;
  }
  if (schema.anyOf !== undefined) {
    const branches = schema.anyOf.map((one, at) =>
      errorsOf(one, value, instancePath, `${schemaPath}/anyOf/${at}`),
    );
    if (branches.every((branch) => branch.length > 0)) {
      errors.push(...branches.flat());
      fail("anyOf", {}, "must match a schema in anyOf");
    }
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) fail("enum", { allowedValues: schema.enum });
  if (typeof value === "number") {
    const { minimum, maximum } = schema;
    if (minimum !== undefined && value < minimum) fail("minimum", { comparison: ">=", limit: minimum });
    if (maximum !== undefined && value > maximum) fail("maximum", { comparison: "<=", limit: maximum });
  }
  if (schema.format === "date-time" && Number.isNaN(Date.parse(String(value))))
    fail("format", { format: "date-time" });
  if (schema.format === "uri" && !URL.canParse(String(value))) fail("format", { format: "uri" });
  for (const missingProperty of schema.required ?? []) {
    if (!Object.hasOwn(members, missingProperty)) fail("required", { missingProperty });
  }
  if (Array.isArray(value) && schema.items !== undefined) {
    const { items } = schema;
    value.forEach((item, at) =>
      errors.push(...errorsOf(items, item, `${instancePath}/${at}`, `${schemaPath}/items`)),
    );
  }
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (!Object.hasOwn(members, name)) continue;
    errors.push(
      ...errorsOf(member, members[name], `${instancePath}/${name}`, `${schemaPath}/properties/${name}`),
    );
  }
  return errors;
}

function hasType(value: unknown, type: NonNullable<Schema["type"]>): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
