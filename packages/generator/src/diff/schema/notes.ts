import { isObject, objectOf, type Json } from "../../load/json.js";
import { labelOf, schemaRule, shown, type Comparison } from "../findings.js";
import { canonical } from "../place.js";
import { compareExtensions } from "../extensions.js";
import type { Shapes } from "./compare.js";

const prose = ["title", "description", "example", "examples", "externalDocs"];

/** What a schema says beside which values fit: prose, defaults, deprecation, discriminators, extensions. */
export function compareNotes(run: Comparison, { pair, place, base, revision }: Shapes): void {
  const before = base.notes;
  const after = revision.notes;
  const add = (change: string, what: string) =>
    run.add(schemaRule(place, change), place.direction, pair, `${labelOf(run, pair)} ${what}.`);
  const changed = prose.filter((name) => canonical(before[name]) !== canonical(after[name]));
  if (changed.length > 0)
    run.add(
      "description-changed",
      place.direction,
      pair,
      `${labelOf(run, pair)} has another ${changed.join(" and ")}.`,
    );
  if (canonical(before["default"]) !== canonical(after["default"]))
    compareDefault(before["default"], after["default"], add);
  if ((before["deprecated"] === true) !== (after["deprecated"] === true))
    add(
      after["deprecated"] === true ? "deprecated" : "reactivated",
      after["deprecated"] === true ? "is deprecated" : "is deprecated no more",
    );
  compareDiscriminator(before["discriminator"], after["discriminator"], add);
  compareExtensions(run, place.direction, pair, before, after);
}

function compareDefault(
  before: Json | undefined,
  after: Json | undefined,
  add: (change: string, what: string) => void,
): void {
  if (before === undefined) add("default-value-added", `is ${shown(after)} now where it is absent`);
  else if (after === undefined)
    add("default-value-removed", `has no default any more; it was ${shown(before)}`);
  else add("default-value-changed", `is ${shown(after)} where it is absent; it was ${shown(before)}`);
}

function compareDiscriminator(
  before: Json | undefined,
  after: Json | undefined,
  add: (change: string, what: string) => void,
): void {
  if (!isObject(before) || !isObject(after)) {
    if (isObject(after)) add("discriminator-added", `is told apart by ${shown(after["propertyName"])} now`);
    if (isObject(before))
      add("discriminator-removed", `is told apart by ${shown(before["propertyName"])} no more`);
    return;
  }
  if (before["propertyName"] !== after["propertyName"])
    add(
      "discriminator-property-name-changed",
      `is told apart by ${shown(after["propertyName"])}; it was ${shown(before["propertyName"])}`,
    );
  const old = objectOf(before["mapping"]);
  const mapping = objectOf(after["mapping"]);
  for (const [value, target] of Object.entries(mapping)) {
    if (!Object.hasOwn(old, value))
      add("discriminator-mapping-added", `maps ${shown(value)} to ${shown(target)} now`);
    else if (old[value] !== target)
      add(
        "discriminator-mapping-changed",
        `maps ${shown(value)} to ${shown(target)}; it was ${shown(old[value])}`,
      );
  }
  for (const value of Object.keys(old)) {
    if (!Object.hasOwn(mapping, value)) add("discriminator-mapping-deleted", `maps ${shown(value)} no more`);
  }
}
