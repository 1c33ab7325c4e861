import type { OperationDefinition, ParameterDefinition } from "../definition.js";
import { show, showAll, type JsonObject } from "../json.js";
import type { Parameters } from "../parameters.js";
import { invalidParameters } from "../problems.js";

type Query = Parameters["query"];

/** The page of `items` (in the order of their creation) that a list operation's parameters ask for. Throws a 400. */
export function listPage(
  { parameters, paging, sort }: Pick<OperationDefinition, "parameters" | "paging" | "sort">,
  items: readonly JsonObject[],
  given: Parameters,
): readonly JsonObject[] {
  const filters = parameters.flatMap((parameter) => filterOf(parameter, given) ?? []);
  const kept = filters.length === 0 ? items : items.filter((item) => filters.every((fits) => fits(item)));
  const sorted = sort === undefined ? kept : sortItems(kept, sort, given.query);
  if (paging === undefined) return sorted;
  const offset = wholeNumber(given.query, paging.offset, 0);
  return sorted.slice(offset, offset + wholeNumber(given.query, paging.limit, paging.default));
}

function filterOf(
  parameter: ParameterDefinition,
  given: Parameters,
): ((item: JsonObject) => boolean) | undefined {
  const { field, compare = "eq", name } = parameter;
  const wanted = given[parameter.in][name] ?? parameter.default;
  if (field === undefined || wanted === undefined) return undefined;
  if (compare === "eq") {
    const accepted: unknown[] = [wanted].flat();
    return (item) => [item[field]].flat().some((value: unknown) => accepted.includes(value));
  }
  return (item) => {
    if (item[field] === undefined) return false;
    const order = compareValues(item[field], wanted);
    if (order === 0) return compare === "gte" || compare === "lte";
    return order > 0 === compare.startsWith("gt");
  };
}

function sortItems(
  items: readonly JsonObject[],
  sort: NonNullable<OperationDefinition["sort"]>,
  query: Query,
): JsonObject[] {
  const asked = query[sort.by];
  const field =
    typeof asked === "string" && Object.hasOwn(sort.fields, asked) ? sort.fields[asked] : undefined;
  if (asked !== undefined && field === undefined) {
    const detail = `Expected one of ${showAll(Object.keys(sort.fields))}; got ${show(asked)}.`;
    throw invalidParameters([{ pointer: `/query/${sort.by}`, code: "enum", detail }]);
  }
  const tieBreaker = sort.default.slice(-1);
  const keys = field === undefined ? sort.default : [field, ...tieBreaker];
  // A descending listing is the ascending one backwards, ties included.
  const direction = sort.order !== undefined && query[sort.order] === "desc" ? -1 : 1;
  return [...items].sort((a, b) => direction * compareBy(keys, a, b));
}

function compareBy(keys: readonly string[], a: JsonObject, b: JsonObject): number {
  for (const key of keys) {
    const order = compareValues(a[key], b[key]);
    if (order !== 0) return order;
  }
  return 0;
}

const dateTime = /^\d{4}-\d\d-\d\dT/i;

/** Numbers by value, times by instant, texts by code unit; what is missing comes first. */
function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  if (left === right) return 0;
  const apart =
    dateTime.test(left) && dateTime.test(right) ? Date.parse(left) - Date.parse(right) : Number.NaN;
  if (!Number.isNaN(apart)) return apart;
  return left < right ? -1 : 1;
}

function wholeNumber(query: Query, name: string, fallback: number): number {
  const value = query[name] ?? fallback;
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  const detail = `Expected a whole number from 0, got ${show(value)}.`;
  throw invalidParameters([{ pointer: `/query/${name}`, code: "type", detail }]);
}
