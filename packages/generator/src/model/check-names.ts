import type { SpecDocument } from "../load/document.js";
import { arrayOf, isObject, objectOf, type Json } from "../load/json.js";
import { fromPointer, toPointer } from "../load/pointer.js";
import type { SpecProblem } from "../load/problems.js";
import { didYouMean } from "../nearest.js";
import type { ApiModel, Operation, Resource } from "./api-model.js";

/** What an extension says by name must exist: fields of the resource, parameters of the operation. */
export function checkNames(document: SpecDocument, model: ApiModel): SpecProblem[] {
  return [
    ...model.operations.flatMap((operation) => operationProblems(document, model, operation)),
    ...model.resources.flatMap((resource) => resourceProblems(document, resource)),
  ];
}

function operationProblems(document: SpecDocument, model: ApiModel, operation: Operation): SpecProblem[] {
  const { paging, sort, action, parameters, path, httpMethod } = operation;
  const pointer = toPointer(["paths", path, httpMethod.toLowerCase()]);
  const parametersIn = (place: string) =>
    parameters.filter((one) => one.in === place).map(({ name }) => name);
  const resource = model.resources.find(({ name }) => "resource" in action && name === action.resource);
  const fields = resource?.fields.map(({ name }) => name);
  const check = (
    below: readonly string[],
    name: string,
    known: readonly string[],
    what: string,
  ): SpecProblem[] =>
    known.includes(name)
      ? []
      : [{ at: document.locate(pointer + toPointer(below)), message: unknownName(below, name, known, what) }];
  const query = parametersIn("query");

  const ofPaging =
    paging === undefined
      ? []
      : (["limit", "offset"] as const).flatMap((role) =>
          check(["x-hookspec-paging", role], paging[role], query, "query parameter"),
        );
  const ofSort =
    sort === undefined
      ? []
      : [
          ...check(["x-hookspec-sort", "by"], sort.by, query, "query parameter"),
          ...(sort.order === undefined
            ? []
            : check(["x-hookspec-sort", "order"], sort.order, query, "query parameter")),
          ...(fields === undefined
            ? []
            : [
                ...Object.entries(sort.fields),
                ...sort.default.map((field, index) => [index, field] as const),
              ].flatMap(([key, field]) => {
                const member = typeof key === "number" ? ["default", String(key)] : ["fields", key];
                return check(["x-hookspec-sort", ...member], field, fields, `field of ${resource?.name}`);
              })),
        ];
  const ofItem =
    "item" in action
      ? check(["x-hookspec-action", "item"], action.item, parametersIn("path"), "path parameter")
      : [];
  const ofFields = parameters.flatMap(({ field, name, in: place }) => {
    if (field === undefined || fields === undefined || fields.includes(field.name)) return [];
    const below = ["x-hookspec-field", "name"];
    const at = document.locate(parameterPointer(document, pointer, name, place) + toPointer(below));
    return [{ at, message: unknownName(below, field.name, fields, `field of ${resource?.name}`) }];
  });
  return [...ofPaging, ...ofSort, ...ofItem, ...ofFields];
}

function resourceProblems(document: SpecDocument, { name, fields }: Resource): SpecProblem[] {
  const pointer = toPointer(["components", "schemas", name, "x-hookspec-resource"]);
  const declared = objectOf(document.resolve(`#${pointer}`));
  const known = fields.map((field) => field.name);
  const uses: [below: string[], field: string][] = Object.entries(declared).flatMap(([role, value]) =>
    Array.isArray(value)
      ? value.map((one, index): [string[], string] => [[role, String(index)], String(one)])
      : [[[role], String(value)] as [string[], string]],
  );
  return uses
    .filter(([, field]) => !known.includes(field))
    .map(([below, field]) => ({
      at: document.locate(pointer + toPointer(below)),
      message: unknownName(["x-hookspec-resource", ...below], field, known, `field of ${name}`),
    }));
}

/** `x-hookspec-paging/limit names limt, which is no query parameter. Did you mean limit? Known: limit, offset.` */
export function unknownName(
  below: readonly string[],
  name: string,
  known: readonly string[],
  what: string,
): string {
  const list = known.length === 0 ? "There is none" : `Known: ${known.join(", ")}`;
  return `${below.join("/")} names ${name}, which is no ${what}.${didYouMean(name, known)} ${list}.`;
}

/** Where a parameter of the operation stands: in it, in its path item, or behind a reference of either. */
function parameterPointer(document: SpecDocument, operation: string, name: string, place: string): string {
  for (const list of [
    `${operation}/parameters`,
    `${operation.slice(0, operation.lastIndexOf("/"))}/parameters`,
  ]) {
    const index = arrayOf(document.resolve(`#${list}`)).findIndex((raw) => {
      const parameter = objectOf(targetOf(document, raw).value);
      return parameter["name"] === name && parameter["in"] === place;
    });
    if (index >= 0)
      return targetOf(document, document.resolve(`#${list}/${index}`)).pointer ?? `${list}/${index}`;
  }
  return operation;
}

function targetOf(
  document: SpecDocument,
  raw: Json | undefined,
): { value: Json | undefined; pointer?: string } {
  if (!isObject(raw) || typeof raw["$ref"] !== "string") return { value: raw };
  return { value: document.resolve(raw["$ref"]), pointer: toPointer(fromPointer(raw["$ref"]) ?? []) };
}
