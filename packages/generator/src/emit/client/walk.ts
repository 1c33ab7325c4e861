import type { ApiModel, Operation, Schema } from "../../model/api-model.js";
import { memberAccess, propertyKey } from "../../model/names.js";
import { operationName } from "./definition.js";
import { isSuccess } from "./statuses.js";

/** What it takes to walk all pages of a listing. */
export interface Walk {
  readonly items: Schema;
  /** Field that tells items apart. */
  readonly id: string;
  /** Keys of the parameters, and the size of a page that is not asked for. */
  readonly limit: string;
  readonly offset: string;
  readonly pageSize: number;
}

/** How to walk the pages of an operation, `undefined` where its answer does not tell its items apart. */
export function walkOf(model: ApiModel, { paging, responses, parameters }: Operation): Walk | undefined {
  const [success, ...others] = responses.filter(isSuccess);
  const schema = success?.schema;
  if (paging === undefined || schema?.kind !== "array" || others.length > 0) return undefined;
  const { items } = schema;
  const resource = model.resources.find(({ name }) => items.kind === "ref" && items.key === name);
  const numberKey = (wanted: string) =>
    parameters.find(
      ({ name, in: place, schema: type }) => name === wanted && place === "query" && type.kind === "number",
    )?.key;
  const limit = numberKey(paging.limit);
  const offset = numberKey(paging.offset);
  if (resource === undefined || limit === undefined || offset === undefined) return undefined;
  if (!resource.fields.some(({ name }) => name === resource.id)) return undefined;
  return { items, id: resource.id, limit, offset, pageSize: paging.default };
}

/** The expression that walks, indented as the body of a method of the factory. */
export function walkCall(
  operation: Operation,
  { id, limit, offset, pageSize }: Walk,
  result: string,
): string {
  const page = [member(limit, "limit"), member(offset, "offset")].join(", ");
  return `    paginate(
      async ({ limit, offset }) =>
        unwrap(await call<${result}>(${operationName(operation)}, { ...params, ${page} }, options)),
      { limit: ${access(limit)} ?? ${pageSize}, offset: ${access(offset)}, id: (item) => item${memberAccess(id)} },
    )`;
}

function member(key: string, value: string): string {
  return key === value ? key : `${propertyKey(key)}: ${value}`;
}

function access(key: string): string {
  const text = memberAccess(key);
  return text.startsWith(".") ? `params?${text}` : `params?.${text}`;
}
