import { labelOf, schemaRule, type Comparison } from "../findings.js";
import type { Pair, Place, Ref } from "../place.js";
import { compareSchemas, type Shapes } from "./compare.js";
import type { ShapeReader } from "./read-shape.js";
import type { Conjunction, Shape } from "./shape.js";

/** A member on one side: whether it is declared, whether it must be there, and whether this direction carries it at all. */
interface Member {
  readonly schema: Conjunction;
  readonly required: boolean;
  readonly carried: boolean;
}

/** Members, required ones, and what else an object may hold. */
export function compareObjects(run: Comparison, shapes: Shapes): void {
  const { base, revision, place } = shapes;
  if (!base.types.has("object") || !revision.types.has("object")) return;
  const names = new Set([
    ...base.properties.keys(),
    ...revision.properties.keys(),
    ...base.required,
    ...revision.required,
  ]);
  for (const name of names) {
    const before = memberOf(run.readers.base, base, name, place);
    const after = memberOf(run.readers.revision, revision, name, place);
    compareMember(run, shapes, name, before, after);
  }
  compareAdditional(run, shapes);
}

function memberOf(reader: ShapeReader, shape: Shape, name: string, { reads }: Place): Member | undefined {
  const required = shape.required.has(name);
  const schema = shape.properties.get(name);
  if (schema === undefined && !required) return undefined;
  const { notes } = reader.shape(schema ?? []);
  return {
    schema: schema ?? [],
    required,
    carried: notes[reads === "request" ? "readOnly" : "writeOnly"] !== true,
  };
}

function compareMember(
  run: Comparison,
  shapes: Shapes,
  name: string,
  before: Member | undefined,
  after: Member | undefined,
): void {
  const { place, base, revision } = shapes;
  const inner: Place = { ...place, where: "property" };
  const pair = memberPair(shapes, before, after);
  const request = place.reads === "request";
  const add = (id: string, what: string) =>
    run.add(id, place.direction, pair, `${labelOf(run, pair)} ${what}.`);

  if (before?.carried !== true && after?.carried !== true) return;
  if (before?.carried !== true && after !== undefined) {
    const kind = after.required ? "required" : "optional";
    if (before !== undefined)
      add(
        `${place.reads}-property-became-not-${request ? "read" : "write"}-only`,
        `is ${request ? "taken from requests" : "part of responses"} now`,
      );
    if (before === undefined || after.required)
      add(
        request ? `new-${kind}-request-property` : `response-${kind}-property-added`,
        `is a new ${kind} member of ${place.reads}s`,
      );
    // What was a member like any other has a schema of its own now.
    if (before === undefined && isSchema(base.additional))
      compareSchemas(run, base.additional, after.schema, inner);
    return;
  }
  if (after?.carried !== true && before !== undefined) {
    if (after !== undefined)
      add(
        `${place.reads}-property-became-${request ? "read" : "write"}-only`,
        `is ${request ? "ignored in requests" : "no part of responses"} now`,
      );
    else if (request && revision.additional === "forbidden")
      add("request-property-forbidden", "is no longer accepted in requests");
    else if (request) add("request-property-removed", "is no member of requests any more");
    else
      add(
        `response-${before.required ? "required" : "optional"}-property-removed`,
        "is no longer part of responses",
      );
    if (after === undefined && isSchema(revision.additional))
      compareSchemas(run, before.schema, revision.additional, inner);
    return;
  }
  if (before === undefined || after === undefined) return;
  if (before.required !== after.required)
    add(
      `${place.reads}-property-became-${after.required ? "required" : "optional"}`,
      `became ${after.required ? "required" : "optional"} in ${place.reads}s`,
    );
  compareSchemas(run, before.schema, after.schema, inner);
}

function memberPair({ pair }: Shapes, before: Member | undefined, after: Member | undefined): Pair {
  const at = (side: Ref, member: Member | undefined): Ref =>
    member === undefined
      ? { value: undefined, pointer: side.pointer }
      : (member.schema[0] ?? { value: true, pointer: `${side.pointer}/required` });
  return { base: at(pair.base, before), revision: at(pair.revision, after) };
}

function isSchema(additional: Shape["additional"]): additional is Conjunction {
  return additional !== undefined && additional !== "forbidden";
}

function compareAdditional(run: Comparison, { pair, place, base, revision }: Shapes): void {
  const before = base.additional;
  const after = revision.additional;
  const add = (change: string, what: string) =>
    run.add(schemaRule(place, change), place.direction, pair, `${labelOf(run, pair)} ${what}.`);
  if (before === after) return;
  if (after === "forbidden")
    add("additional-properties-forbidden", "may hold no members any more that are not declared");
  else if (before === "forbidden")
    add("additional-properties-allowed", "may hold members now that are not declared");
  else {
    const anything = (side: Ref): Conjunction => [
      { value: true, pointer: `${side.pointer}/additionalProperties` },
    ];
    compareSchemas(run, before ?? anything(pair.base), after ?? anything(pair.revision), {
      ...place,
      where: "property",
    });
  }
}
