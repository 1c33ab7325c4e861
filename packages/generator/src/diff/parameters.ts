import { isObject, objectOf, stringOf } from "../load/json.js";
import { schemaRule, shown, type Comparison } from "./findings.js";
import { compareExtensions } from "./extensions.js";
import type { OperationPair } from "./operations.js";
import { below, canonical, follow, itemsOf, membersOf, type Pair, type Place, type Ref } from "./place.js";
import { inWords } from "./in-words.js";
import { compareSchemaAt } from "./schema/compare.js";
import type { Shape } from "./schema/shape.js";
import { compareSunset } from "./sunset.js";
import type { SpecDocument } from "../load/document.js";

/** The parameters of an operation and its path item. */
export function compareParameters(
  run: Comparison,
  { pair, item, renamed }: OperationPair,
  place: Place,
): void {
  const before = parametersOf(run.base, pair.base, item.base);
  const after = parametersOf(run.revision, pair.revision, item.revision);
  const lost: Ref[] = [];
  for (const [key, base] of before) {
    const [where, name = ""] = split(key);
    const newKey = where === "path" ? `path ${renamed.get(name) ?? name}` : key;
    const revision = after.get(newKey);
    after.delete(newKey);
    if (revision === undefined) lost.push(base);
    else compareParameter(run, { base, revision }, place);
  }
  const gained = [...after.values()];
  for (const base of lost) {
    const elsewhere = gained.findIndex((one) => nameOf(one) === nameOf(base));
    const [revision] = elsewhere < 0 ? [] : gained.splice(elsewhere, 1);
    if (revision !== undefined && place.reads === "request") {
      const moved = { base, revision };
      run.add(
        "request-parameter-moved",
        place.direction,
        moved,
        `${label(run, moved)} moved from ${shown(placeOf(base))} to ${shown(placeOf(revision))}.`,
      );
      compareParameter(run, moved, place);
      continue;
    }
    if (revision !== undefined) gained.push(revision);
    const gone = { base, revision: { value: undefined, pointer: "" } };
    run.add(
      place.reads === "request" ? "request-parameter-removed" : "webhook-parameter-removed",
      place.direction,
      gone,
      `${label(run, gone)} is gone.`,
    );
  }
  for (const revision of gained) {
    const added = { base: { value: undefined, pointer: "" }, revision };
    const needed = objectOf(revision.value)["required"] === true || placeOf(revision) === "path";
    if (place.reads === "response")
      run.add("webhook-parameter-added", place.direction, added, `${label(run, added)} is new.`);
    else
      run.add(
        `new-${needed ? "required" : "optional"}-request-parameter`,
        place.direction,
        added,
        `${label(run, added)} is new and ${needed ? "required" : "optional"}.`,
      );
  }
}

/** By place and name; an operation's own replaces the path item's. Header names know no case. */
export function parametersOf(document: SpecDocument, operation: Ref, item: Ref): Map<string, Ref> {
  const all = [...itemsOf(below(item, "parameters")), ...itemsOf(below(operation, "parameters"))];
  return new Map(
    all.flatMap((raw): [string, Ref][] => {
      const ref = follow(document, raw);
      const name = nameOf(ref);
      const where = placeOf(ref);
      const key = where === "header" ? name.toLowerCase() : name;
      // Described elsewhere in a document; a parameter of that name is ignored (OpenAPI 3.1 §4.8.12.1).
      const ignored = where === "header" && ["accept", "content-type", "authorization"].includes(key);
      return ignored || !isObject(ref.value) ? [] : [[`${where} ${key}`, ref]];
    }),
  );
}

function split(key: string): [string, string] {
  const at = key.indexOf(" ");
  return [key.slice(0, at), key.slice(at + 1)];
}

function compareParameter(run: Comparison, pair: Pair, place: Place): void {
  const key = `parameter ${pair.base.pointer} ${pair.revision.pointer} ${place.direction}`;
  if (run.visited.has(key)) return;
  run.visited.add(key);
  const before = objectOf(pair.base.value);
  const after = objectOf(pair.revision.value);
  const side = place.reads === "request" ? "request-parameter" : "webhook-parameter";
  const add = (id: string, what: string) =>
    run.add(id, place.direction, pair, `${label(run, pair)} ${what}.`);
  const needed = (raw: Ref) => objectOf(raw.value)["required"] === true || placeOf(raw) === "path";
  if (needed(pair.base) !== needed(pair.revision)) {
    const now = needed(pair.revision) ? "required" : "optional";
    add(`${side}-became-${now}`, `became ${now}`);
  }
  const schema = schemaPair(pair);
  const schemas = [run.readers.base.shape([schema.base]), run.readers.revision.shape([schema.revision])];
  compareSerialization(pair, schemas, place, add);
  if ((before["deprecated"] === true) !== (after["deprecated"] === true))
    add(
      schemaRule(place, after["deprecated"] === true ? "deprecated" : "reactivated"),
      after["deprecated"] === true ? "is deprecated" : "is deprecated no more",
    );
  compareSunset(before["x-sunset"], after["x-sunset"], after["deprecated"] === true, add);
  const prose = ["description", "example", "examples"].filter(
    (name) => canonical(before[name]) !== canonical(after[name]),
  );
  if (prose.length > 0) add("description-changed", `has another ${prose.join(" and ")}`);
  compareExtensions(run, place.direction, pair, before, after);
  compareSchemaAt(run, schema, place);
}

function isScalar({ types, unions }: Shape): boolean {
  return unions.length === 0 && !types.has("array") && !types.has("object");
}

function compareSerialization(
  pair: Pair,
  schemas: readonly Shape[],
  place: Place,
  add: (id: string, what: string) => void,
): void {
  const [before, after] = [pair.base, pair.revision].map(serializationOf);
  if (before === undefined || after === undefined) return;
  const request = place.reads === "request";
  const rule = (name: string) =>
    request ? `request-parameter-${name}` : "webhook-parameter-serialization-changed";
  if (before.mediaType !== after.mediaType)
    add(
      rule("serialization-changed"),
      `is written as ${shown(after.mediaType)}; it was ${shown(before.mediaType)}`,
    );
  if (before.style !== after.style)
    add(
      rule("style-changed"),
      `is written in the style ${shown(after.style)}; it was ${shown(before.style)}`,
    );
  // One value is written alike.
  else if (before.explode !== after.explode && !schemas.every(isScalar))
    add(rule("explode-changed"), `is written ${after.explode ? "" : "not "}exploded now`);
  if (before.reserved !== after.reserved)
    add(
      rule("allow-reserved-changed"),
      `has its reserved characters ${after.reserved ? "as they are" : "escaped"} now`,
    );
  if (before.empty !== after.empty && request)
    add(
      `request-parameter-allow-empty-${after.empty ? "added" : "removed"}`,
      after.empty ? "may be empty now" : "must have a value now",
    );
}

function serializationOf(ref: Ref) {
  const raw = objectOf(ref.value);
  const where = placeOf(ref);
  const style = stringOf(raw["style"]) ?? (where === "query" || where === "cookie" ? "form" : "simple");
  const [mediaType = "text"] = Object.keys(objectOf(raw["content"]));
  const explode = typeof raw["explode"] === "boolean" ? raw["explode"] : style === "form";
  return {
    style,
    mediaType,
    explode,
    reserved: raw["allowReserved"] === true,
    empty: raw["allowEmptyValue"] === true,
  };
}

/** A parameter's schema stands in it, or in its one media type. */
function schemaPair({ base, revision }: Pair): Pair {
  const at = (ref: Ref): Ref => {
    const [media] = membersOf(below(ref, "content")).values();
    return media === undefined ? below(ref, "schema") : below(media, "schema");
  };
  return { base: at(base), revision: at(revision) };
}

function nameOf({ value }: Ref): string {
  return String(objectOf(value)["name"]);
}

function placeOf({ value }: Ref): string {
  return String(objectOf(value)["in"]);
}

function label(run: Comparison, pair: Pair): string {
  const ref = pair.revision.value === undefined ? pair.base : pair.revision;
  const name = `Parameter \`${nameOf(ref)}\` (${placeOf(ref)})`;
  if (ref.pointer.startsWith("/components")) return name;
  const owner = ref.pointer.replace(/\/parameters\/\d+$/, "");
  return `${name} of \`${inWords(ref === pair.base ? run.base.root : run.revision.root, owner)}\``;
}
