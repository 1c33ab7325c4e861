import { larger, smaller, type SchemaRule } from "./rule.js";

const text = { type: "string" };
const told = (propertyName: string, mapping?: Readonly<Record<string, string>>) => ({
  type: "object",
  properties: { kind: text, sort: text },
  discriminator: { propertyName, ...(mapping === undefined ? {} : { mapping }) },
});
const untold = { type: "object", properties: { kind: text, sort: text } };

/** Changes of what else a schema says. */
export const annotationRules: readonly SchemaRule[] = [
  {
    change: "discriminator-added",
    what: "A discriminator is new",
    why: "Senders must name their kind.",
    effect: "unproven",
    base: untold,
    revision: told("kind"),
  },
  {
    change: "discriminator-removed",
    what: "A discriminator is gone",
    why: "Readers that went by it have nothing to go by.",
    effect: "unproven",
    base: told("kind"),
    revision: untold,
  },
  {
    change: "discriminator-property-name-changed",
    what: "Another member tells the kinds apart",
    why: "Both sides look in the wrong place.",
    effect: "unproven",
    base: told("kind"),
    revision: told("sort"),
  },
  {
    change: "discriminator-mapping-added",
    what: "A discriminator has a new value",
    why: larger,
    effect: "widens",
    base: told("kind", { a: "A" }),
    revision: told("kind", { a: "A", b: "B" }),
  },
  {
    change: "discriminator-mapping-deleted",
    what: "A discriminator lost a value",
    why: smaller,
    effect: "narrows",
    base: told("kind", { a: "A", b: "B" }),
    revision: told("kind", { a: "A" }),
  },
  {
    change: "discriminator-mapping-changed",
    what: "A value of a discriminator means another schema",
    why: "Both sides read it wrongly.",
    effect: "unproven",
    base: told("kind", { a: "A" }),
    revision: told("kind", { a: "B" }),
  },
  {
    change: "default-value-added",
    what: "A default is new",
    why: "What leaves it out means something now.",
    effect: "default",
    base: text,
    revision: { type: "string", default: "a" },
  },
  {
    change: "default-value-removed",
    what: "A default is gone",
    why: "What leaves it out means something else.",
    effect: "default",
    base: { type: "string", default: "a" },
    revision: text,
  },
  {
    change: "default-value-changed",
    what: "The default changed",
    why: "What leaves it out means something else.",
    effect: "default",
    base: { type: "string", default: "a" },
    revision: { type: "string", default: "b" },
  },
  {
    change: "deprecated",
    what: "It is deprecated",
    why: "It still works.",
    effect: "annotates",
    base: text,
    revision: { type: "string", deprecated: true },
  },
  {
    change: "reactivated",
    what: "It is deprecated no more",
    why: "It works as before.",
    effect: "annotates",
    base: { type: "string", deprecated: true },
    revision: text,
  },
];
