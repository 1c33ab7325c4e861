import type { Json } from "../../load/json.js";
import { effects, plainRules, requestPlaces, responsePlaces, schemaRules, type Rule } from "./index.js";

/** docs/rules.md: every rule of the spec diff, for people. */
export function rulesDocument(): string {
  return `${[intro, ...plainRules.map(({ title, rules }) => section(title, rules)), schemaSection()].join("\n\n")}\n`;
}

const intro = `# Rules of the spec diff

<!-- Written from packages/generator/src/diff/rules; \`UPDATE_RULES=1 npm run unit -- packages/generator/test/diff/rules-document.test.ts\` writes it anew. -->

\`hookspec diff\` compares two specs and judges each change twice. *Wire*: what it does to who speaks HTTP. *Source*: what it does to who compiles
against the emitted packages, read from their declarations; the column here holds where they cannot be emitted, and says which changes are looked for in
them. The *level* is the worse of both: major is breaking.

Two questions decide. A request that was fine must still be fine: old ⊆ new. A response must still be understood: new ⊆ old. What cannot be proven
is breaking. Webhooks and callbacks read like responses; what their receivers answer, like requests.

Names are those of oasdiff 1.31 where it has the same check. Where we are graver: a response member that is removed, a failure status or an
optional header that is gone, a removal after deprecation. Where we are milder: a new optional member of a closed response object.

Levels can be changed: \`hookspec diff --rules levels.json\`, with \`{ "rule-id": "breaking" | "warning" | "info" }\`.`;

function section(title: string, rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, what, wire, source, why, base, revision }) =>
      `| \`${id}\` | ${what} | ${wire} | ${source} | ${why} | ${example(base)} → ${example(revision)} |`,
  );
  return [
    `## ${title}`,
    "",
    "| id | what | wire | source | why | example |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function schemaSection(): string {
  const rows = schemaRules.map(({ change, what, effect, why, base, revision, only }) => {
    const { request, response } = effects[effect];
    return `| \`${change}\` | ${what} | ${only === "response" ? "–" : request} | ${response} | ${why} | ${example(base)} → ${example(revision)} |`;
  });
  const places = (names: readonly string[]) => names.map((name) => `\`${name}-\``).join(", ");
  return [
    "## Values",
    "",
    `The ids begin with where the schema stands: ${places(requestPlaces)} where it is sent, ${places(responsePlaces)} where it is received; so`,
    "`request-property-max-decreased`.",
    "",
    "| id ends with | what | sent | received | why | example |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

/** As code in a cell of a table, where a bar would end the cell. */
function example(value: Json | undefined): string {
  return value === undefined ? "none" : `\`${JSON.stringify(value).replaceAll("|", "\\|")}\``;
}
