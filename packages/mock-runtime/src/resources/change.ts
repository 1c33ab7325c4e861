import { isDeepStrictEqual } from "node:util";
import type { BodyDefinition, ResourceDefinition } from "../definition.js";
import { isObject, mergePatch, pointerToken, show, type JsonObject } from "../json.js";
import { invalidBody, type FieldProblem } from "../problems.js";
import { check } from "../validation.js";
import type { Rules } from "./rules.js";

/** What a body asks of an item, read-only and unknown members left out. */
export interface Change {
  readonly set: JsonObject;
  readonly unset: ReadonlySet<string>;
  readonly errors: readonly FieldProblem[];
}

/**
 * Reads a body as a change of an item of `resource`. What does not fit is in `errors`, so that it can be reported with more; what
 * is no object at all throws a 422.
 */
export function readChange(
  resource: ResourceDefinition,
  rules: Rules,
  body: BodyDefinition | undefined,
  value: unknown,
  lenient: boolean,
): Change {
  const given = value === undefined ? {} : value;
  if (!isObject(given)) {
    throw invalidBody([{ pointer: "", code: "type", detail: `Expected object, got ${show(given)}.` }]);
  }
  const set: JsonObject = {};
  const unset = new Set<string>();
  for (const [name, member] of Object.entries(given)) {
    if (!Object.hasOwn(resource.fields, name) || resource.fields[name]?.readOnly === true) continue;
    if (isUnset(resource, rules, body, name, member)) unset.add(name);
    else set[name] = member;
  }
  return { set, unset, errors: check(body?.validate, set, { lenient }) };
}

function isUnset(
  { fields }: ResourceDefinition,
  rules: Rules,
  body: BodyDefinition | undefined,
  name: string,
  value: unknown,
): boolean {
  const field = fields[name];
  if (field === undefined || (value !== null && value !== "")) return false;
  const isOptional = !field.required || field.default !== undefined || rules.filled.has(name);
  const isText = field.type === "string";
  if (!isOptional || (value === "" && !isText)) return false;
  return body?.unset === "all" || (body?.unset === "strings" && isText);
}

/** The item after a PUT: what the body leaves out goes, but for what a caller cannot write (again). */
export function replaced(resource: ResourceDefinition, stored: JsonObject, { set }: Change): JsonObject {
  const kept = Object.entries(stored).filter(
    ([name]) => resource.fields[name]?.readOnly === true || resource.immutable.includes(name),
  );
  return { ...Object.fromEntries(kept), ...set };
}

/** The item after a PATCH: JSON Merge Patch (RFC 7396). */
export function patched(stored: JsonObject, { set, unset }: Change): JsonObject {
  const kept = Object.entries(stored).filter(([name]) => !unset.has(name));
  return Object.fromEntries([
    ...kept,
    ...Object.entries(set).map(([name, value]) => [name, mergePatch(stored[name], value)]),
  ]) as JsonObject;
}

/** Refuses another value for a field that is written once. The same value is fine: clients send whole items back. */
export function checkImmutable(
  { immutable }: ResourceDefinition,
  stored: JsonObject,
  draft: JsonObject,
): FieldProblem[] {
  return immutable
    .filter((name) => !isDeepStrictEqual(stored[name], draft[name]))
    .map((name) => {
      const now = stored[name] === undefined ? "It was not set at creation" : `It is ${show(stored[name])}`;
      const detail = `${now} and cannot change, got ${show(draft[name])}. Send the same value or leave it out.`;
      return { pointer: `/${pointerToken(name)}`, code: "immutable", detail };
    });
}

/** Puts defaults into a draft where it has nothing. */
export function fillDefaults({ fields }: ResourceDefinition, draft: JsonObject): void {
  for (const name in fields) {
    const fallback = fields[name]?.default;
    if (fallback === undefined || (draft[name] ?? undefined) !== undefined) continue;
    draft[name] = typeof fallback === "object" ? structuredClone(fallback) : fallback;
  }
}

/** A finished draft as an item: members in the order of the spec, nulls out (responses never hold one). */
export function itemOf({ fields }: Pick<ResourceDefinition, "fields">, draft: JsonObject): JsonObject {
  const item: JsonObject = {};
  for (const name in fields) {
    const value = draft[name];
    if (value !== undefined && value !== null) item[name] = value;
  }
  return item;
}
