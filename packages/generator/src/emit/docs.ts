import type { SchemaDocs } from "../model/api-model.js";

/** More would hide what else is said. */
const maxExamples = 3;

/** The text of a JSDoc comment for a schema or a member, `undefined` where there is nothing to say. */
export function schemaDocs(docs: SchemaDocs, notes: readonly string[] = []): string | undefined {
  const lines = [
    ...(docs.description === undefined ? [] : [docs.description.trim()]),
    ...notes,
    ...Object.entries(docs.constraints ?? {}).map(
      ([keyword, value]) =>
        `@${keyword} ${typeof value === "string" ? oneLine(value) : JSON.stringify(value)}`,
    ),
    ...(docs.default === undefined ? [] : [`@default ${JSON.stringify(docs.default)}`]),
    ...(docs.examples ?? []).slice(0, maxExamples).map((example) => `@example ${JSON.stringify(example)}`),
    ...(docs.deprecated === true ? ["@deprecated"] : []),
  ];
  return lines.length === 0 ? undefined : safe(lines.join("\n"));
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, " ");
}

/** Text of a spec must not close the comment that it stands in. */
function safe(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replaceAll("*/", "*\\/");
}

/** The docs of a ts-morph structure. A leading newline makes it a block of lines. */
export function docsOf(text: string | undefined): { docs?: { description: string }[] } {
  if (text === undefined || text.trim() === "") return {};
  return {
    docs: [{ description: text.includes("\n") || text.startsWith("@") ? `\n${safe(text)}` : safe(text) }],
  };
}

/**
 * A declaration as text. ts-morph would indent the further lines of an initialiser or an aliased type once more than their own
 * indentation, so what may span lines is written here.
 */
export function declaration(docs: string | undefined, text: string): string {
  return `\n${docComment(docs)}${text}`;
}

/**
 * An exported interface as text, of members that are finished lines: ts-morph indents a member's type of several lines twice, and
 * takes most of the time that types cost.
 */
export function interfaceText(docs: string | undefined, name: string, members: readonly string[]): string {
  const lines = members.map((member) => `  ${member.replaceAll("\n", "\n  ")}\n`).join("");
  return declaration(docs, `export interface ${name} {\n${lines}}`);
}

/** A comment written by hand, for types that are text. */
export function docComment(text: string | undefined): string {
  if (text === undefined || text.trim() === "") return "";
  const lines = safe(text).split("\n");
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => (line === "" ? " *" : ` * ${line}`)).join("\n")}\n */\n`;
}
