import { sourceOf, worstSource } from "../change.js";
import { memberRules } from "./member-rules.js";
import { operationRules } from "./operation-rules.js";
import { requestRules } from "./request-rules.js";
import { securityRules } from "./security-rules.js";
import { declarationRules, responseRules } from "./response-rules.js";
import { effects, requestPlaces, responsePlaces, type Rule, type SchemaRule } from "./rule.js";
import { schemaRules } from "./schema-rules.js";

export type { ExamplePlace, Rule } from "./rule.js";
export { effects, requestPlaces, responsePlaces } from "./rule.js";
export { schemaRules } from "./schema-rules.js";

/** The rules that have one id each, in the order of the documentation. */
export const plainRules = [
  { title: "Operations, webhooks, servers", rules: operationRules },
  { title: "Requests", rules: requestRules },
  { title: "Security", rules: securityRules },
  { title: "Responses and webhooks", rules: responseRules },
  { title: "Schemas", rules: memberRules },
  { title: "Emitted declarations", rules: declarationRules },
] as const satisfies readonly { title: string; rules: readonly Rule[] }[];

/** A schema's rule where the schema stands at that place. */
function placed({ change, what, why, effect, source, base, revision }: SchemaRule, place: string): Rule {
  const reads = place.startsWith("request-") ? "request" : "response";
  const wire = effects[effect][reads];
  return {
    id: `${place}-${change}`,
    what,
    why,
    wire,
    source: wire === "info" ? (source ?? "patch") : worstSource([sourceOf(wire), source ?? "none"]),
    at: `${reads}Schema`,
    base,
    revision,
  };
}

/** Every rule by its id. */
const byId: ReadonlyMap<string, Rule> = new Map(
  [
    ...plainRules.flatMap(({ rules }): readonly Rule[] => rules),
    ...schemaRules.flatMap((rule) => [
      ...(rule.only === "response" ? [] : requestPlaces.map((place) => placed(rule, place))),
      ...responsePlaces.map((place) => placed(rule, place)),
    ]),
  ].map((rule) => [rule.id, rule]),
);

export const ruleIds: readonly string[] = [...byId.keys()];

/** The rule of an id. Every finding has one: an id without is our own mistake. */
export function ruleOf(id: string): Rule {
  const rule = byId.get(id);
  if (rule === undefined) throw new Error(`There is no rule ${id}.`);
  return rule;
}
