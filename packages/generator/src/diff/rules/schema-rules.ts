import type { Json } from "../../load/json.js";
import type { Effect, SchemaRule } from "./rule.js";

const text = { type: "string" };
const number = { type: "number" };
const list = { type: "array", items: {} };
const object = { type: "object" };
const cat = { type: "object", title: "Cat", required: ["meows"], properties: { meows: { type: "boolean" } } };
const dog = { type: "object", title: "Dog", required: ["barks"], properties: { barks: { type: "boolean" } } };
const cow = { type: "object", title: "Cow", required: ["moos"], properties: { moos: { type: "boolean" } } };

export const unproven = "What cannot be proven to include the old counts as breaking.";
const smaller = "Values that were accepted are refused; a reader merely sees fewer.";
const larger = "Senders may go on as they are; a reader meets values that it does not know.";

/** A bound from above (`down` narrows) or below (`up` narrows). */
function bound(id: string, keyword: string, schema: Json & object, above: boolean): SchemaRule[] {
  const row = (change: string, what: string, effect: Effect, base: number | undefined, revision: number | undefined): SchemaRule => ({
    change: `${id}-${change}`,
    what: `${keyword} ${what}`,
    why: effect === "narrows" ? smaller : larger,
    effect,
    base: base === undefined ? schema : { ...schema, [keyword]: base },
    revision: revision === undefined ? schema : { ...schema, [keyword]: revision },
  });
  return [
    row("increased", "went up", above ? "widens" : "narrows", 5, 10),
    row("decreased", "went down", above ? "narrows" : "widens", 10, 5),
    row("set", "is new", "narrows", undefined, 5),
    row("unset", "is gone", "widens", 5, undefined),
  ];
}

/** Changes of which values a schema accepts. */
const constraints: readonly SchemaRule[] = [
  { change: "type-changed", what: "The type changed, and neither includes the other", why: unproven, effect: "unproven", base: text, revision: { type: "boolean" } },
  { change: "type-generalized", what: "More is accepted", why: larger, effect: "widens", source: "minor", base: { type: "integer" }, revision: number },
  { change: "type-specialized", what: "Less is accepted", why: smaller, effect: "narrows", source: "minor", base: number, revision: { type: "integer" } },
  { change: "became-nullable", what: "`null` is accepted", why: larger, effect: "widens", source: "minor", base: text, revision: { type: ["string", "null"] } },
  { change: "became-not-nullable", what: "`null` is accepted no more", why: smaller, effect: "narrows", source: "minor", base: { type: ["string", "null"] }, revision: text },
  { change: "became-enum", what: "Only listed values are accepted", why: smaller, effect: "narrows", source: "minor", base: text, revision: { type: "string", enum: ["a"] } },
  { change: "became-not-enum", what: "Values beside the listed ones are accepted", why: larger, effect: "widens", source: "minor", base: { type: "string", enum: ["a"] }, revision: text },
  { change: "enum-value-added", what: "A closed enum has a new value", why: larger, effect: "widens", source: "minor", base: { enum: ["a"] }, revision: { enum: ["a", "b"] } },
  { change: "enum-value-removed", what: "An enum lost a value", why: smaller, effect: "narrows", source: "minor", base: { enum: ["a", "b"] }, revision: { enum: ["a"] } },
  { change: "extensible-enum-value-added", what: "An extensible enum has a new value", why: "Readers were told to expect values that they do not know.", effect: "annotates", source: "minor", only: "response", base: { enum: ["a"], "x-hookspec-extensible": true }, revision: { enum: ["a", "b"], "x-hookspec-extensible": true } },
  { change: "enum-became-extensible", what: "The enum may hold values that the spec does not name", why: "Readers that knew all values must expect others; senders still send the named ones.", effect: "widens", base: { enum: ["a"] }, revision: { enum: ["a"], "x-hookspec-extensible": true } },
  { change: "enum-became-closed", what: "The enum holds the named values only", why: "Readers see fewer values; requests were held to the named ones before.", effect: "annotates", base: { enum: ["a"], "x-hookspec-extensible": true }, revision: { enum: ["a"] } },
  ...bound("max", "maximum", number, true),
  ...bound("min", "minimum", number, false),
  ...bound("max-length", "maxLength", text, true),
  ...bound("min-length", "minLength", text, false),
  ...bound("max-items", "maxItems", list, true),
  ...bound("min-items", "minItems", list, false),
  ...bound("max-properties", "maxProperties", object, true),
  ...bound("min-properties", "minProperties", object, false),
  { change: "multiple-of-set", what: "Must be a multiple of more", why: smaller, effect: "narrows", base: { type: "number", multipleOf: 5 }, revision: { type: "number", multipleOf: 10 } },
  { change: "multiple-of-unset", what: "Must be a multiple of less", why: larger, effect: "widens", base: { type: "number", multipleOf: 10 }, revision: { type: "number", multipleOf: 5 } },
  { change: "unique-items-set", what: "Items must be unique", why: smaller, effect: "narrows", base: list, revision: { ...list, uniqueItems: true } },
  { change: "unique-items-unset", what: "Items may repeat", why: larger, effect: "widens", base: { ...list, uniqueItems: true }, revision: list },
  { change: "pattern-added", what: "A pattern is new", why: smaller, effect: "narrows", base: text, revision: { type: "string", pattern: "^a" } },
  { change: "pattern-removed", what: "A pattern is gone", why: larger, effect: "widens", base: { type: "string", pattern: "^a" }, revision: text },
  { change: "format-added", what: "A format is new", why: smaller, effect: "narrows", base: text, revision: { type: "string", format: "uuid" } },
  { change: "format-removed", what: "A format is gone", why: larger, effect: "widens", base: { type: "string", format: "uuid" }, revision: text },
  { change: "format-changed", what: "The format changed", why: unproven, effect: "unproven", base: { type: "string", format: "date" }, revision: { type: "string", format: "date-time" } },
  { change: "format-generalized", what: "The format includes the old one", why: larger, effect: "widens", base: { type: "integer", format: "int32" }, revision: { type: "integer", format: "int64" } },
  { change: "format-specialized", what: "The old format includes the new one", why: smaller, effect: "narrows", base: { type: "integer", format: "int64" }, revision: { type: "integer", format: "int32" } },
  { change: "additional-properties-forbidden", what: "Members that are not declared are forbidden", why: "Requests that carried others are refused; responses hold fewer.", effect: "narrows", base: object, revision: { type: "object", additionalProperties: false } },
  { change: "additional-properties-allowed", what: "Members that are not declared are allowed", why: "Nothing declared them, so no emitted reader refuses them; strict ones of other makes may.", effect: "opens", base: { type: "object", additionalProperties: false }, revision: object },
  { change: "restriction-added", what: "`not`, `contains`, `propertyNames`, `patternProperties`, `dependentRequired` or `dependentSchemas` is new", why: smaller, effect: "narrows", base: text, revision: { type: "string", not: { const: "a" } } },
  { change: "restriction-removed", what: "One of those is gone", why: larger, effect: "widens", base: { type: "string", not: { const: "a" } }, revision: text },
  { change: "one-of-added", what: "oneOf has a new branch", why: larger, effect: "widens", source: "minor", base: { oneOf: [cat, dog] }, revision: { oneOf: [cat, dog, cow] } },
  { change: "one-of-removed", what: "oneOf lost a branch", why: smaller, effect: "narrows", source: "minor", base: { oneOf: [cat, dog, cow] }, revision: { oneOf: [cat, dog] } },
  { change: "any-of-added", what: "anyOf has a new branch", why: larger, effect: "widens", source: "minor", base: { anyOf: [cat, dog] }, revision: { anyOf: [cat, dog, cow] } },
  { change: "any-of-removed", what: "anyOf lost a branch", why: smaller, effect: "narrows", source: "minor", base: { anyOf: [cat, dog, cow] }, revision: { anyOf: [cat, dog] } },
  { change: "any-of-became-one-of", what: "anyOf became oneOf", why: "What fits two branches is refused.", effect: "narrows", base: { anyOf: [cat, dog] }, revision: { oneOf: [cat, dog] } },
  { change: "one-of-became-any-of", what: "oneOf became anyOf", why: "What fits two branches is possible.", effect: "widens", base: { oneOf: [cat, dog] }, revision: { anyOf: [cat, dog] } },
];

const told = (propertyName: string, mapping?: Readonly<Record<string, string>>) => ({
  type: "object",
  properties: { kind: text, sort: text },
  discriminator: { propertyName, ...(mapping === undefined ? {} : { mapping }) },
});
const untold = { type: "object", properties: { kind: text, sort: text } };

/** Changes of what else a schema says. */
const annotations: readonly SchemaRule[] = [
  { change: "discriminator-added", what: "A discriminator is new", why: "Senders must name their kind.", effect: "unproven", base: untold, revision: told("kind") },
  { change: "discriminator-removed", what: "A discriminator is gone", why: "Readers that went by it have nothing to go by.", effect: "unproven", base: told("kind"), revision: untold },
  { change: "discriminator-property-name-changed", what: "Another member tells the kinds apart", why: "Both sides look in the wrong place.", effect: "unproven", base: told("kind"), revision: told("sort") },
  { change: "discriminator-mapping-added", what: "A discriminator has a new value", why: larger, effect: "widens", base: told("kind", { a: "A" }), revision: told("kind", { a: "A", b: "B" }) },
  { change: "discriminator-mapping-deleted", what: "A discriminator lost a value", why: smaller, effect: "narrows", base: told("kind", { a: "A", b: "B" }), revision: told("kind", { a: "A" }) },
  { change: "discriminator-mapping-changed", what: "A value of a discriminator means another schema", why: "Both sides read it wrongly.", effect: "unproven", base: told("kind", { a: "A" }), revision: told("kind", { a: "B" }) },
  { change: "default-value-added", what: "A default is new", why: "What leaves it out means something now.", effect: "default", base: text, revision: { type: "string", default: "a" } },
  { change: "default-value-removed", what: "A default is gone", why: "What leaves it out means something else.", effect: "default", base: { type: "string", default: "a" }, revision: text },
  { change: "default-value-changed", what: "The default changed", why: "What leaves it out means something else.", effect: "default", base: { type: "string", default: "a" }, revision: { type: "string", default: "b" } },
  { change: "deprecated", what: "It is deprecated", why: "It still works.", effect: "annotates", base: text, revision: { type: "string", deprecated: true } },
  { change: "reactivated", what: "It is deprecated no more", why: "It works as before.", effect: "annotates", base: { type: "string", deprecated: true }, revision: text },
];

export const schemaRules: readonly SchemaRule[] = [...constraints, ...annotations];
