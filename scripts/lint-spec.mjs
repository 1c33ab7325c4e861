// Lints OpenAPI documents with Redocly's rules: `node scripts/lint-spec.mjs [file…]`, without files all of specs/*.yaml.
// Exits with 1 when anything was found, warnings included.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { getLineColLocation, lint, loadConfig } from "@redocly/openapi-core";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const shown = (file) => path.relative(process.cwd(), file) || file;

const config = await loadConfig({ configPath: path.join(root, "redocly.yaml") });
const named = process.argv.slice(2);
const files = named.length > 0 ? named.map((file) => path.resolve(file)) : specsOf(path.join(root, "specs"));

let found = 0;
for (const file of files) found += await report(file);
process.exitCode = found > 0 ? 1 : 0;

function specsOf(folder) {
  const specs = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return specs.toSorted().map((file) => path.join(folder, file));
}

async function report(file) {
  if (!existsSync(file)) {
    console.error(
      `Failed to lint ${shown(file)}: there is no such file. Give paths of OpenAPI documents, or none for specs/*.yaml.`,
    );
    return 1;
  }
  const problems = await problemsOf(file);
  for (const problem of problems) console.log(problem);
  console.log(`${shown(file)}: ${problems.length} ${problems.length === 1 ? "problem" : "problems"}`);
  return problems.length;
}

async function problemsOf(file) {
  try {
    return (await lint({ ref: file, config })).map(describe);
  } catch (error) {
    // What is no OpenAPI document at all (bad YAML, no `openapi`) is thrown, not reported.
    const { line = 1, col = 1 } = error;
    return [`${shown(file)}:${line}:${col} document ${error.message}`];
  }
}

function describe({ location, message, ruleId }) {
  const { source, start } = getLineColLocation(location[0]);
  return `${shown(source.absoluteRef)}:${start.line}:${start.col} ${ruleId} ${message}`;
}
