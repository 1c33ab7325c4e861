import { createRequire } from "node:module";
import { Ajv2020 } from "ajv/dist/2020.js";
import { fastFormats } from "ajv-formats/dist/formats.js";
import type { JsonObject } from "../load/json.js";

/** ajv's standalone generator is CommonJS whose default export a NodeNext import cannot name. */
const standalone = createRequire(import.meta.url)("ajv/dist/standalone/index.js").default as (
  ajv: Ajv2020,
  refs: Readonly<Record<string, string>>,
) => string;

/** Export name → JSON Schema id. */
type ValidatorExports = Readonly<Record<string, string>>;

/**
 * A TypeScript module of compiled checks. Their bodies are ajv's, which carries no types; what the module exports is typed.
 */
export function validatorModule(schemas: readonly JsonObject[], exports: ValidatorExports): string {
  const head = "// @ts-nocheck: the checks below are compiled JSON Schema, without types.\n\n";
  return Object.keys(exports).length === 0
    ? `${head}export {};\n`
    : head + compileValidators(schemas, exports);
}

/**
 * Source of a module with one compiled check per export. Compiled here so that no package compiles (or installs) anything later:
 * ajv at run time costs 66 ms at start, standalone code 2 ms.
 */
function compileValidators(schemas: readonly JsonObject[], exports: ValidatorExports): string {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    // Cyclic and shared references stay functions: inlining them would multiply the text.
    inlineRefs: false,
    validateFormats: true,
    // What is compiled was written by this generator, from keywords that it has checked.
    validateSchema: false,
    logger: false,
    code: { source: true, esm: true, lines: true, optimize: 1 },
  });
  for (const [name, format] of Object.entries(fastFormats)) {
    const pattern =
      format instanceof RegExp
        ? format
        : typeof format === "object" && format.validate instanceof RegExp
          ? format.validate
          : undefined;
    // A format that is a pattern becomes a literal in the text; the few that are functions are left to `type`.
    if (pattern !== undefined) ajv.addFormat(name, pattern);
  }
  for (const schema of schemas) ajv.addSchema(schema);
  // ajv takes ASCII names only.
  const names = Object.keys(exports);
  const aliases = names.map((name, index) => (/^[\w$]+$/.test(name) ? name : `$${index}`));
  const ids = Object.fromEntries(names.map((name, index) => [aliases[index], exports[name] ?? ""]));
  const renamed = names.flatMap((name, index) =>
    aliases[index] === name ? [] : [`${aliases[index]} as ${name}`],
  );
  const source = withoutUnused(withoutRequires(standalone(ajv, ids)));
  return renamed.length === 0 ? source : `${source}\nexport { ${renamed.join(", ")} };\n`;
}

const helpers: Readonly<Record<string, string>> = {
  // JSON Schema counts characters, not UTF-16 code units.
  "ajv/dist/runtime/ucs2length":
    "(text) => { let length = 0; for (const _ of text) length += 1; return length; }",
  "ajv/dist/runtime/equal":
    'function equal(a, b) { if (a === b) return true; if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false; ' +
    "const keys = Object.keys(a); return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key])); }",
};

/** ajv writes `require` even into ES modules; the two small helpers it asks for stand in the text instead. */
function withoutRequires(source: string): string {
  return source
    .replace(/^"use strict";\s*/, "")
    .replace(/require\("([^"]+)"\)(\.default)?/g, (whole, module: string) => {
      const helper = helpers[module];
      if (helper === undefined)
        throw new Error(
          `ajv asks for ${module}, which an emitted package does not have: add it to the helpers.`,
        );
      return helper;
    });
}

/** ajv keeps each schema as a constant, though only those with an enum or a pattern are read again. */
function withoutUnused(source: string): string {
  const uses = new Map<string, number>();
  for (const [name] of source.matchAll(/\bschema\d+\b/g)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return source.replace(/^const (schema\d+) = .*;\n/gm, (line, name: string) =>
    uses.get(name) === 1 ? "" : line,
  );
}
