import type { ApiModel, Operation, Schema } from "../../model/api-model.js";
import { isSuccess } from "./statuses.js";

/** What it takes to walk all pages of a listing. */
export interface Walk {
  readonly items: Schema;
  /** Field that tells items apart, where there is one. */
  readonly id: string | undefined;
  /** Keys of the parameters, and the size of a page that is not asked for. */
  readonly limit: string;
  readonly offset: string;
  readonly pageSize: number;
}

/** How to walk the pages of an operation; `undefined` where the spec does not mark it as paged, or it answers no list. */
export function walkOf(model: ApiModel, { paging, responses, parameters }: Operation): Walk | undefined {
  const schema = responses.find(isSuccess)?.schema;
  if (paging === undefined || schema?.kind !== "array") return undefined;
  const { items } = schema;
  const key = (wanted: string) =>
    parameters.find(({ name, in: place }) => name === wanted && place === "query")?.key ?? wanted;
  const resource = model.resources.find(({ name }) => items.kind === "ref" && items.key === name);
  const id = resource?.fields.some(({ name }) => name === resource.id) ? resource.id : undefined;
  return { items, id, limit: key(paging.limit), offset: key(paging.offset), pageSize: paging.default };
}
